namespace Tocsin.Notify.Http;

/// <summary>
/// A text that must not be shown. <see cref="ToString"/> gives <c>&lt;secret&gt;</c>, so that logs, errors and the
/// printed configuration cannot leak it by accident; only <see cref="Reveal"/> gives the text itself.
/// </summary>
public readonly record struct Secret
{
    /// <summary>What stands in the place of a secret; it is accepted again when a printed configuration is read.</summary>
    public const string Placeholder = "<secret>";

    private readonly string? _text;

    /// <summary>Hides a text. An empty one is the same as none.</summary>
    public Secret(string text) => _text = text.Length == 0 ? null : text;

    /// <summary>True if nothing was given.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_text);

    /// <summary>The text itself; empty if nothing was given.</summary>
    public string Reveal()
    {
        RevealedSecrets.Note(_text);
        return _text ?? "";
    }

    /// <summary><c>&lt;secret&gt;</c>, or empty if nothing was given.</summary>
    public override string ToString() => IsEmpty ? "" : Placeholder;
}
