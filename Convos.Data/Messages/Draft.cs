namespace Convos.Data;

/// <summary>
/// What a person is about to send. <c>Key</c> is made by the page for one press of «Enviar»; of what carries a file it is the upload's id.
/// <c>Quoted</c> is a message of the same thread; <c>Content</c> is JSON that says what its kind needs beyond the text; <c>File</c> is the
/// kind of the file that a template bears.
/// </summary>
public sealed record Draft(MessageKind Kind, string Body, Guid Key, long? Quoted = null, string? Content = null, MessageKind? File = null)
{
    /// <summary>The kind of upload without which it does not leave.</summary>
    public MessageKind? Needs => Kind.CarriesFile() ? Kind : File;
}
