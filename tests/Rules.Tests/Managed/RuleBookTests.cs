using Tocsin.Journal.Events.Rules;
using Tocsin.Model;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Managed;

namespace Tocsin.Rules.Tests.Managed;

public sealed class RuleBookTests
{
    private static readonly RuleFileOptions Options = new();
    private static readonly GroupName Slow = new("team", "slow");
    private readonly GroupHistories _histories = new();
    private readonly RuleBook _book;
    private long _now = 1_000;

    public RuleBookTests() => _book = new RuleBook(_histories);

    [Fact]
    public void A_group_that_was_written_is_in_force_after_those_of_files()
    {
        _book.Load([RuleWorld.Group("g", 15)], Options);
        Assert.Equal(EditVerdict.Done, Write(Slow, "up == 0").Verdict);

        Assert.Equal(["rules.yml;g", "team;slow"], _book.Groups.Select(group => group.Key));
    }

    [Fact]
    public void Each_edit_is_a_version_and_what_is_the_same_is_none()
    {
        Assert.Equal(1, Write(Slow, "up == 0").Version);
        Assert.Equal((EditVerdict.Unchanged, 1L), Short(Write(Slow, "up == 0")));
        Assert.Equal(2, Write(Slow, "up == 1").Version);
        Assert.Equal((EditVerdict.Done, 3L), Short(Remove(Slow)));
        Assert.Equal(EditVerdict.NotFound, Remove(Slow).Verdict);
        Assert.Empty(_book.Groups);
        Assert.Equal(4, Write(Slow, "up == 0").Version);
        Assert.Equal([1, 2, 3, 4], _histories.Of(Slow).Select(one => one.Version));
    }

    [Fact]
    public void Who_expects_another_version_changes_nothing()
    {
        Write(Slow, "up == 0");
        Assert.Equal((EditVerdict.Conflict, 1L), Short(Write(Slow, "up == 1", expected: 2)));
        Assert.Equal(EditVerdict.Conflict, Write(Slow, "up == 1", expected: 0).Verdict);
        Assert.Equal((EditVerdict.Done, 2L), Short(Write(Slow, "up == 1", expected: 1)));
        Assert.Equal(EditVerdict.Done, Write(new("team", "other"), "up == 1", expected: 0).Verdict);
    }

    [Fact]
    public void A_file_of_rules_is_no_namespace()
    {
        _book.Load([RuleWorld.Group("g", 15)], Options);
        EditOutcome refused = Write(new("rules.yml", "g"), "up == 0");

        Assert.Equal(EditVerdict.Refused, refused.Verdict);
        Assert.Contains("change the file", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_comes_later_wins_and_the_loss_is_told()
    {
        Write(new("rules.yml", "g"), "up == 0");
        IReadOnlyList<RuleFileFault> faults = _book.Load([RuleWorld.Group("h", 15)], Options);

        Assert.Contains("is a rule file of this server", Assert.Single(faults).ToString(), StringComparison.Ordinal);
        Assert.Equal(["rules.yml;h"], _book.Groups.Select(group => group.Key));
    }

    [Fact]
    public void What_the_journal_tells_is_what_was()
    {
        var again = new GroupHistories();
        foreach (EditOutcome edit in (EditOutcome[])[Write(Slow, "up == 0"), Write(Slow, "up == 1"), Remove(Slow), Write(Slow, "up")])
        {
            again.Apply(edit.Event!);
        }

        Assert.Equal(_histories.Of(Slow), again.Of(Slow));
    }

    [Fact]
    public void Old_versions_go_when_they_are_too_large_and_those_in_force_stay()
    {
        var small = new GroupHistories(oldBytesMax: 4_000);
        for (int i = 1; i <= 50; i++)
        {
            small.Apply(Edited("a", i, new string('x', 100)));
        }

        small.Apply(Edited("gone", 1, "x"));
        small.Apply(Edited("gone", 2, ""));
        Assert.Equal(50, small.Current(new("n", "a"))!.Version);
        Assert.InRange(small.Of(new("n", "a")).Count, 5, 15);

        for (int i = 51; i <= 100; i++)
        {
            small.Apply(Edited("a", i, new string('x', 100)));
        }

        Assert.Empty(small.Of(new("n", "gone")));
        Assert.Equal(100, small.Current(new("n", "a"))!.Version);
    }

    [Fact]
    public void A_difference_is_told_in_the_words_of_the_file()
    {
        RuleGroupModel before = Model("{name: g, interval: 30s, rules: [{alert: A, expr: up == 0, for: 5m}, {record: r, expr: up}]}");
        RuleGroupModel after = Model("{name: g, interval: 1m, rules: [{alert: A, expr: up == 0, for: 10m}, {alert: B, expr: up}]}");

        Assert.Equal(
            [
                new GroupChange("", "interval", "30s", "1m"),
                new GroupChange("alert A{}", "for", "5m", "10m"),
                new GroupChange("alert B{}", "", null, "up"),
                new GroupChange("record r{}", "", "up", null),
            ],
            GroupDiff.Between(before, after));
    }

    private static RuleGroupEdited Edited(string group, long version, string text) => new(Instant.FromUnixMs(version))
    {
        Namespace = "n",
        Group = group,
        Version = version,
        Text = text,
    };

    private static RuleGroupModel Model(string text) => Assert.Single(ManagedGroupReader.Read("n", text, Options).Groups);

    private static (EditVerdict, long) Short(EditOutcome outcome) => (outcome.Verdict, outcome.Version);

    private EditOutcome Write(GroupName name, string expr, long? expected = null)
    {
        string text = $"name: {name.Group}\nrules:\n- alert: A\n  expr: {expr}\n";
        RuleFileResult read = ManagedGroupReader.Read(name.Namespace, text, Options);
        return _book.Edit(
            new GroupEdit(name) { Text = text, Model = Assert.Single(read.Groups), Expected = expected },
            Instant.FromUnixMs(_now++));
    }

    private EditOutcome Remove(GroupName name) => _book.Edit(new GroupEdit(name), Instant.FromUnixMs(_now++));
}
