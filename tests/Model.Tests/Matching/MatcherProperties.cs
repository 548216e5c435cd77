using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model.Matching;

namespace Tocsin.Model.Tests.Matching;

public sealed class MatcherProperties
{
    private static readonly string[] Pieces =
    [
        "a", "foo", "B9", "_", ":", "-", ".", " ", "\t", "\n", "ü", "🙂", "{", "}", "(", ")", "=", "!=", "=~", "!~", "~", "!", ",",
        "\"", "\"", "'", "`", "\\", "\\\\", "\\n", "\\\"", "\\u00fc", "\\x41", "\\d", "\u00A0", "\u2028", "\u0001",
    ];

    private static readonly Gen<string> Texts =
        from length in Gen.Choose(0, 12)
        from chosen in Gen.ArrayOf(Gen.Elements(Pieces), length)
        select string.Concat(chosen);

    [Fact]
    public void What_a_matcher_prints_is_read_back_as_the_same_matcher()
    {
        Prop.ForAll(
            Arb.From(Texts.Where(t => t.Length > 0)), Arb.From(Texts), Arb.From(Gen.Elements(MatchOp.Equal, MatchOp.NotEqual)),
            (name, value, op) =>
            {
                LabelMatcher matcher = LabelMatcher.Create(op, name, value);
                return MatcherParser.Default.TryParse($"{{{matcher}}}", out MatcherSet? read, out _)
                    && read.Count == 1 && read[0].Equals(matcher);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Fallback_accepts_exactly_what_either_grammar_accepts()
    {
        var classic = new MatcherParser(MatcherMode.Classic);
        var utf8 = new MatcherParser(MatcherMode.Utf8Strict);
        Prop.ForAll(Arb.From(Texts), input =>
        {
            var warnings = new List<MatcherWarning>();
            bool ok = MatcherParser.Default.TryParse(input, out MatcherSet? matchers, out string? error, warnings);
            bool byClassic = classic.TryParse(input, out MatcherSet? older, out string? olderError);
            bool byUtf8 = utf8.TryParse(input, out MatcherSet? newer, out _);
            return ok == (byClassic || byUtf8)
                && (ok ? matchers!.Equals(byClassic ? older : newer) : error == olderError)
                && warnings.Count == (byClassic && (!byUtf8 || !older!.Equals(newer)) ? 1 : 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));
    }

    [Fact]
    public void No_text_breaks_a_parser()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), input =>
        {
            foreach (MatcherMode mode in Enum.GetValues<MatcherMode>())
            {
                var parser = new MatcherParser(mode);
                bool many = parser.TryParse(input ?? "", out MatcherSet? matchers, out string? error);
                bool one = parser.TryParseOne(input ?? "", out LabelMatcher? matcher, out string? oneError);
                if (many == (error is not null) || many == (matchers is null)
                    || one == (oneError is not null) || one == (matcher is null))
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }
}
