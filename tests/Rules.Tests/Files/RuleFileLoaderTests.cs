using System.Text;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Tests.Files;

public sealed class RuleFileLoaderTests
{
    private readonly FakeFiles _files = new();

    [Fact]
    public void Files_come_in_the_order_of_the_patterns_and_each_once()
    {
        _files.Texts["a/2.yml"] = "groups: [{name: two}]";
        _files.Texts["a/1.yml"] = "groups: [{name: one}]";
        _files.Texts["b.yml"] = "groups: [{name: b}]";
        RuleFileResult result = new RuleFileLoader(_files).Load(["b.yml", "a/", "a/1.yml", "none"], new RuleFileOptions());
        Assert.Equal(["b.yml;b", "a/1.yml;one", "a/2.yml;two"], result.Groups.Select(group => group.Key));
    }

    [Fact]
    public void A_file_with_a_fault_gives_no_groups_and_the_others_are_told_with_it()
    {
        _files.Texts["a"] = "groups: [{name: a}]";
        _files.Texts["b"] = "groups: [{name: ''}]";
        _files.Texts["c"] = "x: 1";
        RuleFileResult result = new RuleFileLoader(_files).Load(["a", "b", "c", "d"], new RuleFileOptions());
        Assert.Equal(["a;a"], result.Groups.Select(group => group.Key));
        Assert.Equal(["b", "c"], result.Faults.Select(fault => fault.File));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_fault()
    {
        _files.Unreadable.Add("a");
        RuleFileFault fault = Assert.Single(new RuleFileLoader(_files).Load(["a"], new RuleFileOptions()).Faults);
        Assert.Equal("a: open a: permission denied", fault.ToString());
    }

    [Fact]
    public void A_file_that_did_not_change_gives_the_same_groups_again()
    {
        _files.Texts["a"] = "groups: [{name: a}]";
        _files.Texts["b"] = "groups: [{name: b}]";
        var loader = new RuleFileLoader(_files);
        var options = new RuleFileOptions();
        RuleGroupModel[] first = [.. loader.Load(["a", "b"], options).Groups];
        _files.Texts["b"] = "groups: [{name: b, limit: 1}]";
        RuleGroupModel[] second = [.. loader.Load(["a", "b"], new RuleFileOptions()).Groups];
        Assert.Same(first[0], second[0]);
        Assert.NotSame(first[1], second[1]);
        RuleGroupModel[] third =
            [.. loader.Load(["a", "b"], options with { DefaultInterval = TimeSpan.FromHours(1) }).Groups];
        Assert.Equal(TimeSpan.FromHours(1), third[0].Interval);
    }

    [Fact]
    public void Of_a_file_that_changed_only_what_is_new_is_parsed_again()
    {
        const string One = "{alert: A, expr: up == 0, annotations: {t: '{{ $value }}'}}";
        _files.Texts["a"] = $"groups: [{{name: a, rules: [{One}]}}]";
        var loader = new RuleFileLoader(_files);
        AlertingRule first = Rule(loader, 0);
        _files.Texts["a"] = $"groups: [{{name: a, rules: [{One}, {{alert: A, expr: up == 1, annotations: {{t: x}}}}]}}]";
        AlertingRule second = Rule(loader, 0);
        Assert.Same(first.Expr, second.Expr);
        Assert.Same(first.AnnotationTexts[0], second.AnnotationTexts[0]);
        Assert.NotEqual(first.Expr, Rule(loader, 1).Expr);
        Assert.Equal("x", Rule(loader, 1).AnnotationTexts[0].Text);
    }

    private static AlertingRule Rule(RuleFileLoader loader, int index) =>
        (AlertingRule)loader.Load(["a"], new RuleFileOptions()).Groups[0].Rules[index];

    private sealed class FakeFiles : IRuleFiles
    {
        public SortedDictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Unreadable { get; } = [];

        public string? TryRead(string path, out byte[] content)
        {
            content = Texts.TryGetValue(path, out string? text) ? Encoding.UTF8.GetBytes(text) : [];
            return text is null ? $"open {path}: permission denied" : null;
        }

        public IReadOnlyList<string> Glob(string pattern) =>
            [.. Texts.Keys.Concat(Unreadable).Where(path => path.StartsWith(pattern, StringComparison.Ordinal))];
    }
}
