namespace Tocsin.PromQL.Ast;

/// <summary>A part of an expression's text, [<paramref name="From"/>, <paramref name="To"/>) in UTF-16 units.</summary>
/// <param name="From">The first unit, from 0.</param>
/// <param name="To">The first unit after it.</param>
public readonly record struct SourceSpan(int From, int To)
{
    /// <summary>From the beginning of this one to the end of another.</summary>
    public SourceSpan Through(SourceSpan last) => new(From, last.To);

    /// <summary>
    /// Where it begins, <c>line:column</c>, both from 1, as errors and annotations name it. The column counts UTF-8
    /// bytes.
    /// </summary>
    /// <param name="text">The whole text that the span is of.</param>
    // Source: Prometheus promql/parser/posrange, StartPosInput.
    public string Place(string text)
    {
        if (text.Length == 0)
        {
            return "unknown position";
        }

        if (From < 0 || From > text.Length)
        {
            return "invalid position";
        }

        ReadOnlySpan<char> before = text.AsSpan(0, From);
        int line = before.Count('\n') + 1;
        int column = System.Text.Encoding.UTF8.GetByteCount(before[(before.LastIndexOf('\n') + 1)..]) + 1;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{line}:{column}");
    }
}
