using System.Text;

namespace Tocsin.Regexes;

/// <summary>The text begins and ends with given texts, anything between: <c>api-.*</c>, <c>.*\.example\.com</c>.</summary>
internal sealed class AffixMatcher(IReadOnlyList<string> prefixes, AnyRun gap, IReadOnlyList<string> suffixes)
    : TextMatcher
{
    private readonly byte[][] _prefixes = [.. prefixes.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[][] _suffixes = [.. suffixes.Select(Encoding.UTF8.GetBytes)];

    public override bool IsMatch(ReadOnlySpan<byte> text)
    {
        foreach (byte[] prefix in _prefixes)
        {
            if (text.StartsWith(prefix) && RestMatches(text[prefix.Length..]))
            {
                return true;
            }
        }

        return false;
    }

    private bool RestMatches(ReadOnlySpan<byte> rest)
    {
        foreach (byte[] suffix in _suffixes)
        {
            if (rest.EndsWith(suffix) && gap.Matches(rest[..^suffix.Length]))
            {
                return true;
            }
        }

        return false;
    }
}
