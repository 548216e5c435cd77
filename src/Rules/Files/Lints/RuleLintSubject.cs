using Tocsin.PromQL.Ast;
using Tocsin.Rules.Texts;
using Tocsin.Yaml;

namespace Tocsin.Rules.Files.Lints;

/// <summary>A rule that lints look at, and where they tell what they found.</summary>
internal sealed class RuleLintSubject(
    ReadGroup group, int rule, RuleLintOptions options, List<RuleLintFinding> findings)
{
    /// <summary>The rule as written.</summary>
    public RuleConfig Config => group.Config.Rules[rule];

    /// <summary>True if it alerts.</summary>
    public bool IsAlert => Config.Alert.Length > 0;

    /// <summary>Its expression.</summary>
    public Expr Expr => group.Parts[rule].Expr!;

    /// <summary>The group's labels, which the rule has too.</summary>
    public IReadOnlyDictionary<string, string> GroupLabels => group.Config.Labels;

    /// <summary>How far evaluations are apart; null if it is not known.</summary>
    public TimeSpan? Interval =>
        group.Config.Interval > TimeSpan.Zero ? group.Config.Interval : options.EvaluationInterval;

    /// <summary>How far samples are apart; null if it is not known.</summary>
    public TimeSpan? ScrapeInterval => options.ScrapeInterval;

    /// <summary>The alert's own templates: the key they stand under, the name, and the template.</summary>
    public IEnumerable<(string Key, string Name, RuleText Text)> Texts =>
    [
        .. group.Parts[rule].Labels.Select(text => ("labels", text.Key, text.Value)),
        .. group.Parts[rule].Annotations.Select(text => ("annotations", text.Key, text.Value)),
    ];

    /// <summary>Tells something about a key of the rule.</summary>
    public void Tell(RuleLint lint, string key, string text, string hint) =>
        Add(lint, group.Fault(rule, key, text), hint);

    /// <summary>Tells something about a place in the expression.</summary>
    public void Tell(RuleLint lint, SourceSpan span, string text, string hint)
    {
        YamlNode? node = group.RuleNode(rule).Find("expr");
        YamlPosition at = node is null ? default : group.Text.PlaceOf(node, span.From);
        Add(lint, group.Fault(rule, text, at) with { Key = "expr" }, hint);
    }

    /// <summary>Tells something about a place in a template.</summary>
    /// <param name="lint">Who tells it.</param>
    /// <param name="template">The key, the name and the offset in the text.</param>
    /// <param name="text">What.</param>
    /// <param name="hint">What to do.</param>
    public void Tell(RuleLint lint, (string Key, string Name, int Offset) template, string text, string hint)
    {
        YamlNode? node = group.RuleNode(rule).Find(template.Key).Find(template.Name);
        YamlPosition at = node is null ? default : group.Text.PlaceOf(node, template.Offset);
        Add(lint, group.Fault(rule, text, at) with { Key = $"{template.Key}.{template.Name}" }, hint);
    }

    private void Add(RuleLint lint, RuleFileFault fault, string hint) =>
        findings.Add(new RuleLintFinding(lint.Name, fault with { Hint = hint }));
}
