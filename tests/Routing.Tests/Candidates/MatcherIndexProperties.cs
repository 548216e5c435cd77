using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Candidates;
using FsConfig = FsCheck.Config;

namespace Tocsin.Routing.Tests.Candidates;

public sealed class MatcherIndexProperties
{
    private static readonly string[] Names = ["x", "y", "z"];
    private static readonly string[] Values = ["", "a", "ab", "abc", "b", "ba"];
    private static readonly string[] Patterns =
        ["", "a", "ab", "a|b", "a.*", "ab?.*", "(a|ab).*", ".+", ".*", "[ab]{1,3}", "b|", "(?:a|b)c*", "[^a].*"];

    [Fact]
    public void Every_set_that_matches_is_a_candidate_and_comes_once_even_after_others_were_taken_out()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var index = new MatcherIndex<int>();
            MatcherSet[] sets = [.. Enumerable.Range(0, 30).Select(_ => Set(random))];
            LabelMatcher?[] filed = [.. sets.Select((set, i) => index.Add(set, i))];
            int[] removed = [.. Enumerable.Range(0, sets.Length).Where(_ => random.Next(3) == 0)];
            foreach (int i in removed)
            {
                index.Remove(filed[i], i);
            }

            return Enumerable.Range(0, 20).All(_ =>
            {
                LabelSet labels = LabelSet.Of([.. Names.Select(n => (n, Values[random.Next(Values.Length)]))]);
                var found = new List<int>();
                index.Collect(labels, found);
                return found.Distinct().Count() == found.Count
                    && !found.Intersect(removed).Any()
                    && sets.Index().All(s => removed.Contains(s.Index) || !s.Item.Matches(labels) || found.Contains(s.Index));
            });
        }).Check(FsConfig.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void What_was_taken_out_leaves_nothing_behind()
    {
        var index = new MatcherIndex<int>();
        MatcherSet[] sets = [.. Patterns.Select(p => new MatcherSet([LabelMatcher.Create(MatchOp.Regex, "x", p)]))];
        LabelMatcher?[] filed = [.. sets.Select((set, i) => index.Add(set, i))];
        for (int i = 0; i < sets.Length; i++)
        {
            index.Remove(filed[i], i);
        }

        Assert.True(index.IsEmpty);
    }

    private static MatcherSet Set(Random random) => new(Enumerable.Range(0, random.Next(0, 3)).Select(_ =>
        LabelMatcher.Create((MatchOp)random.Next(4), Names[random.Next(3)], Patterns[random.Next(Patterns.Length)])));
}
