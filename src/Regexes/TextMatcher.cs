namespace Tocsin.Regexes;

/// <summary>Answers whether a text in UTF-8 matches. Thread-safe.</summary>
internal abstract class TextMatcher
{
    public abstract bool IsMatch(ReadOnlySpan<byte> text);

    /// <summary>The texts that match, if they are few and known; else null.</summary>
    public virtual IReadOnlyList<string>? Literals => null;
}
