using FsCheck;
using FsCheck.Fluent;

namespace Tocsin.Regexes.Tests;

public sealed class Re2Properties
{
    private static readonly string[] Pieces =
    [
        "a", "b", "ab", "k", "é", "ß", "😀", "ſ", ".", "\\n", "\\d", "\\W", "\\pL", "\\P{Greek}", "[^a]", "[a-c😀]", "[[:alpha:]]",
        "\\b", "\\B", "^", "$", "\\z", "(?i)", "(?m)", "(?s)", "(?U)", "(", "(?:", "(?i:", "(?P<n>", ")", ")", ")", "|", "|",
        "*", "+", "?", "*?", "{2}", "{1,3}", "{0,}", ".*", ".+", "\\Qa.b\\E", "[", "]", "\\", "{", "(?", "\\p{", "\\x{41}",
    ];

    private static readonly string[] Texts =
        ["a", "b", "ab", "k", "K", "\u212A", "é", "ß", "😀", "ſ", "\n", "1", "-", "a.b", "α", "A"];

    private static Gen<string> Joined(string[] parts, int lengthMax) =>
        from length in Gen.Choose(0, lengthMax)
        from chosen in Gen.ArrayOf(Gen.Elements(parts), length)
        select string.Concat(chosen);

    [Fact]
    public void The_three_ways_to_match_agree()
    {
        Prop.ForAll(Arb.From(Joined(Pieces, 9)), Arb.From(Joined(Texts, 8)), (pattern, text) =>
        {
            if (!Re2.TryCompile(pattern, Re2Anchoring.Whole, out Re2? quick, out _)
                || !Re2.TryCompile($"\\A(?:{pattern})\\z", Re2Anchoring.None, out Re2? groups, out _))
            {
                return true;
            }

            // The empty group hides the shape from the analysis of literals, so that the automaton has to answer.
            Re2 automaton = Re2.Compile($"()^(?:{pattern})$");
            bool expected = groups.Find(text) is not null;
            return quick.IsMatch(text) == expected && automaton.IsMatch(text) == expected;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void A_search_and_its_first_match_agree()
    {
        Prop.ForAll(Arb.From(Joined(Pieces, 9)), Arb.From(Joined(Texts, 8)), (pattern, text) =>
            !Re2.TryCompile(pattern, Re2Anchoring.None, out Re2? regex, out _)
            || (regex.IsMatch(text) == regex.Find(text) is not null
                && (regex.Find(text) is not { } groups || text.Contains(groups[0]!, StringComparison.Ordinal))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void Known_literals_are_what_matches()
    {
        Prop.ForAll(Arb.From(Joined(Pieces, 7)), Arb.From(Joined(Texts, 3)), (pattern, text) =>
            !Re2.TryCompile(pattern, Re2Anchoring.Whole, out Re2? regex, out _)
            || regex.Literals is not { } literals
            || (literals.All(l => regex.IsMatch(l)) && regex.IsMatch(text) == literals.Contains(text)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void Every_match_begins_with_one_of_the_known_prefixes()
    {
        Prop.ForAll(Arb.From(Joined(Pieces, 7)), Arb.From(Joined(Texts, 4)), (pattern, text) =>
            !Re2.TryCompile(pattern, Re2Anchoring.Whole, out Re2? regex, out _)
            || regex.Prefixes is not { } prefixes
            || !regex.IsMatch(text)
            || prefixes.Count(p => text.StartsWith(p, StringComparison.Ordinal)) == 1)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Replacing_every_match_by_itself_changes_nothing()
    {
        Prop.ForAll(Arb.From(Joined(Pieces, 7)), Arb.From(Joined(Texts, 8)), (pattern, text) =>
            !Re2.TryCompile(pattern, Re2Anchoring.None, out Re2? regex, out _) || regex.ReplaceAll(text, "$0") == text)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void No_text_at_all_breaks_the_parser()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<string>(), (pattern, text) =>
        {
            pattern ??= "";
            bool ok = Re2.TryCompile(pattern, Re2Anchoring.None, out Re2? regex, out string? error);
            return ok
                ? regex!.IsMatch(text ?? "") == regex.Find(text ?? "") is not null
                : error!.StartsWith("error parsing regexp: ", StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void An_escaped_text_matches_itself()
    {
        Prop.ForAll(Arb.From(Joined([.. Pieces, .. Texts], 8)), text =>
            Re2.Compile(Re2.Escape(text), anchored: true).IsMatch(text)).QuickCheckThrowOnFailure();
    }
}
