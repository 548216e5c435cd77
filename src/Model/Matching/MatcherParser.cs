using System.Diagnostics.CodeAnalysis;

namespace Tocsin.Model.Matching;

/// <summary>Reads matchers as text, in the mode that the program was started in. Stateless, thread-safe.</summary>
/// <param name="Mode">Which grammars are used.</param>
// Source: Alertmanager matcher/compat.
public sealed record MatcherParser(MatcherMode Mode)
{
    /// <summary>The parser of the default mode.</summary>
    public static readonly MatcherParser Default = new(MatcherMode.Fallback);

    /// <summary>Reads any number of matchers, <c>{a="b",c=~"d"}</c> or <c>a="b",c=~"d"</c>.</summary>
    /// <param name="input">The text.</param>
    /// <param name="matchers">The matchers in the order of the text.</param>
    /// <param name="error">Upstream's error text.</param>
    /// <param name="warnings">Gets at most one warning.</param>
    public bool TryParse(
        string input, [NotNullWhen(true)] out MatcherSet? matchers, [NotNullWhen(false)] out string? error,
        ICollection<MatcherWarning>? warnings = null)
    {
        List<LabelMatcher>? read;
        bool ok = Mode switch
        {
            MatcherMode.Classic => ReadClassic(input).TryGet(out read, out error),
            MatcherMode.Utf8Strict => ReadUtf8(input).TryGet(out read, out error),
            _ => TryBoth(new(input, ReadClassic(input), ReadUtf8(input)), warnings, out read, out error),
        };
        matchers = ok ? new MatcherSet(read!) : null;
        return ok;
    }

    /// <summary>Reads exactly one matcher without braces, as the API's <c>filter</c> takes them.</summary>
    /// <param name="input">The text.</param>
    /// <param name="matcher">The matcher.</param>
    /// <param name="error">Upstream's error text.</param>
    /// <param name="warnings">Gets at most one warning.</param>
    public bool TryParseOne(
        string input, [NotNullWhen(true)] out LabelMatcher? matcher, [NotNullWhen(false)] out string? error,
        ICollection<MatcherWarning>? warnings = null)
    {
        matcher = null;
        if (Mode == MatcherMode.Classic)
        {
            return ClassicMatcherParser.TryParseOne(input, out matcher, out error);
        }

        if (input.StartsWith('{') || input.EndsWith('}'))
        {
            error = $"unexpected open or close brace: {input}";
            return false;
        }

        Outcome utf8 = OnlyOne(ReadUtf8(input));
        Outcome classic = ClassicMatcherParser.TryParseOne(input, out LabelMatcher? one, out string? classicError)
            ? new([one], "")
            : new(null, classicError);
        bool ok = Mode == MatcherMode.Utf8Strict
            ? utf8.TryGet(out List<LabelMatcher>? read, out error)
            : TryBoth(new(input, classic, utf8), warnings, out read, out error);
        matcher = ok ? read![0] : null;
        return ok;
    }

    private static Outcome ReadUtf8(string input) =>
        Utf8MatcherParser.TryParse(input, out List<LabelMatcher>? read, out string? error)
            ? new(read, "")
            : new(null, error);

    private static Outcome ReadClassic(string input) =>
        ClassicMatcherParser.TryParse(input, out List<LabelMatcher>? read, out string? error)
            ? new(read, "")
            : new(null, error);

    private static Outcome OnlyOne(Outcome outcome) => outcome.Matchers?.Count switch
    {
        null or 1 => outcome,
        0 => new(null, "no matchers"),
        var count => new(null, $"expected 1 matcher, found {count}"),
    };

    private static bool TryBoth(
        Attempt attempt, ICollection<MatcherWarning>? warnings,
        out List<LabelMatcher>? matchers, [NotNullWhen(false)] out string? error)
    {
        (string input, Outcome classic, Outcome utf8) = attempt;
        if (utf8.Matchers is null)
        {
            if (classic.Matchers is { } read)
            {
                string suggestion = string.Join(',', read.Select(m => m.ToString()));
                warnings?.Add(new(MatcherWarningKind.Incompatible, input, utf8.Error, suggestion));
            }

            return classic.TryGet(out matchers, out error);
        }

        bool differ = classic.Matchers is not null && !classic.Matchers.SequenceEqual(utf8.Matchers);
        if (differ)
        {
            warnings?.Add(new(MatcherWarningKind.Disagreement, input, "", ""));
        }

        return (differ ? classic : utf8).TryGet(out matchers, out error);
    }

    private readonly record struct Attempt(string Input, Outcome Classic, Outcome Utf8);

    private readonly record struct Outcome(List<LabelMatcher>? Matchers, string Error)
    {
        public bool TryGet(out List<LabelMatcher>? matchers, [NotNullWhen(false)] out string? error)
        {
            matchers = Matchers;
            error = matchers is null ? Error : null;
            return error is null;
        }
    }
}
