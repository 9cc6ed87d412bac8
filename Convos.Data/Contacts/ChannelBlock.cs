namespace Convos.Data;

public enum ChannelBlockState { Waiting, Done, Refused }

/// <summary>Why a channel blocks somebody not, or no longer: they have not written lately, its list is full, it is the business itself.</summary>
public enum BlockCause { NotRecent, ListFull, Itself, Other }

/// <summary>What one channel was told of a contact, or is to be told. <c>Failure</c>: its own words.</summary>
public sealed record ChannelBlock(
    long ContactId, long ChannelId, string ChannelName, string ChannelKind, bool Blocked, ChannelBlockState State, BlockCause? Cause, string? Failure);

/// <summary>A claimed wish. The token is as stored: sealed.</summary>
public sealed record ChannelBlockWish(
    long ContactId, long ChannelId, bool Blocked, int Wish, int Tries, string Address, string ChannelKind, string AccountId, string AccessToken);
