namespace Tocsin.Regexes;

/// <summary>A repeated dot.</summary>
/// <param name="NotEmpty"><c>.+</c> rather than <c>.*</c>.</param>
/// <param name="AllowsNewline">The flag s is on.</param>
internal readonly record struct AnyRun(bool NotEmpty, bool AllowsNewline)
{
    public bool Matches(ReadOnlySpan<byte> text) =>
        !(NotEmpty && text.IsEmpty) && (AllowsNewline || !text.Contains((byte)'\n'));
}
