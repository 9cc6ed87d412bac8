namespace Convos.Data;

/// <summary>What an installation may want otherwise; the defaults fit a desk on one machine.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>The package's <c>native</c> folder; by default the one of the nearest <c>node_modules</c>.</summary>
    public string? Binaries { get; init; }

    /// <summary>Trades durability for speed: for data that nobody will miss.</summary>
    public bool ForTests { get; init; }

    public RootRunsPostgresAs RootRunsAs { get; init; }
}

/// <summary>PostgreSQL refuses to run as root. A user namespace needs nothing but the kernel's consent, so it comes first.</summary>
public enum RootRunsPostgresAs { WhatTheMachineAllows, NamespaceUser, OtherAccount }
