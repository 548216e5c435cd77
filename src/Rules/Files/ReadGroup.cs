using Tocsin.PromQL.Ast;
using Tocsin.Rules.Texts;
using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>A group that was read, and where it stands.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Config">The group.</param>
/// <param name="Text">The text that the nodes are of.</param>
/// <param name="Node">The group's node; the nearest around it if it cannot be told.</param>
internal sealed record ReadGroup(string File, RuleGroupConfig Config, SourceText Text, YamlNode Node)
{
    /// <summary>The part of the file that it stands in, within which names of groups are unique.</summary>
    public RuleFilePart Part { get; init; } = RuleFilePart.Whole;

    /// <summary>The file as the group's identity has it.</summary>
    public string Identity { get; init; } = File;

    /// <summary>What checking the rules made of them.</summary>
    public RuleParts[] Parts { get; } = [.. Config.Rules.Select(_ => new RuleParts())];

    /// <summary>The nodes of the rules; the group's for one that cannot be told.</summary>
    public required IReadOnlyList<YamlNode> RuleNodes { get; init; }

    /// <summary>The node of a rule.</summary>
    /// <param name="rule">Which, from 0.</param>
    public YamlNode RuleNode(int rule) => RuleNodes[rule];

    /// <summary>A fault of the group.</summary>
    public RuleFileFault Fault(string text, YamlNode? at = null) =>
        new(File, Text.PlaceOf((at ?? Node).At), text) { Group = Config.Name };

    /// <summary>A fault of a rule.</summary>
    /// <param name="rule">Which, from 0.</param>
    /// <param name="text">What is wrong.</param>
    /// <param name="at">Where in the file.</param>
    public RuleFileFault Fault(int rule, string text, YamlPosition at) => new(File, at, text)
    {
        Group = Config.Name,
        Rule = rule + 1,
        RuleName = Config.Rules[rule].Name,
    };

    /// <summary>A fault of a rule's key.</summary>
    /// <param name="rule">Which, from 0.</param>
    /// <param name="key">The key.</param>
    /// <param name="text">What is wrong.</param>
    public RuleFileFault Fault(int rule, string key, string text)
    {
        YamlNode node = RuleNode(rule);
        return Fault(rule, text, Text.PlaceOf((node.Find(key) ?? node.Followed).At)) with { Key = key };
    }
}

/// <summary>The parts of a rule that are parsed once, to check them and to use them.</summary>
internal sealed class RuleParts
{
    /// <summary>The expression; null if it does not parse.</summary>
    public Expr? Expr { get; set; }

    /// <summary>The expression that ends alerts; null if there is none, or if it does not parse.</summary>
    public Expr? Resolve { get; set; }

    /// <summary>The templates of an alert's own labels by their names.</summary>
    public Dictionary<string, RuleText> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>The templates of an alert's annotations by their names.</summary>
    public Dictionary<string, RuleText> Annotations { get; } = new(StringComparer.Ordinal);
}
