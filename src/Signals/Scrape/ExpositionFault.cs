namespace Tocsin.Signals.Scrape;

/// <summary>Why a body cannot be read.</summary>
/// <param name="Text">What is wrong.</param>
/// <param name="At">How many bytes lie before the place.</param>
internal sealed record ExpositionFault(string Text, int At)
{
    /// <summary>With the line and the column, both from 1, the column in bytes.</summary>
    public string Describe(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> before = body[..Math.Min(At, body.Length)];
        int line = before.Count((byte)'\n') + 1;
        int column = before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1;
        return $"line {line}, column {column}: {Text}";
    }
}
