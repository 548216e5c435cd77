using System.Collections.Immutable;
using Tocsin.Rules.Groups;
using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>What is known of a file while it is read. Used by one thread.</summary>
internal sealed class RuleFileReading(string file, RuleFileOptions options, KnownParts known)
{
    private readonly List<RuleFileFault> _faults = [];
    private readonly List<RuleFileFault> _warnings = [];
    private readonly List<ReadGroup> _groups = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>True for a document without a value.</summary>
    public static bool IsNothing(YamlNode root) =>
        root is { Kind: YamlNodeKind.Scalar, IsPlain: true, Text: "" or "~" or "null" or "Null" or "NULL" };

    /// <summary>Tells a fault of the file.</summary>
    public void Fail(YamlPosition at, string text, string? hint = null) =>
        _faults.Add(new RuleFileFault(file, at, text) { Hint = hint });

    /// <summary>Reads the groups under a node.</summary>
    /// <param name="root">The mapping that has <c>groups</c>.</param>
    /// <param name="source">The text it is of.</param>
    /// <param name="part">Which part of the file it is.</param>
    public void Read(YamlNode root, SourceText source, RuleFilePart part)
    {
        var reader = new YamlReader(new YamlReadOptions
        {
            AllowExtensions = !options.RuleFilesOnly,
            IgnoreUnknown = options.IgnoreUnknownFields,
        });
        var config = new RuleFileConfig();
        reader.Read(part.Schema, root, ref config);
        YamlNode? list = root.Find("groups");
        for (int i = 0; i < config.Groups.Count; i++)
        {
            YamlNode? node = list.Item(i, config.Groups.Count);
            if (node is not null && IsNothing(node.Followed))
            {
                continue;
            }

            string name = config.Groups[i].Name;
            _groups.Add(GroupOf(config.Groups[i], node, node ?? list ?? root, source) with
            {
                Part = part,

                // Two manifests of one file may have groups of one name; the first keeps the file's name for itself.
                Identity = _names.Contains(name) ? $"{file}#{part.Name}" : file,
            });
        }

        _names.UnionWith(config.Groups.Select(group => group.Name));

        foreach (YamlDiagnostic fault in reader.Faults)
        {
            _faults.Add(Describe(fault, source, config.Groups));
        }
    }

    /// <summary>Checks and compiles all that was read.</summary>
    public RuleFileResult Finish()
    {
        new RuleFileValidator((options.Parser, known), _faults, _warnings).Check(_groups);
        if (_faults.Count > 0)
        {
            return new RuleFileResult([], Sorted(_faults)) { Warnings = Sorted(_warnings) };
        }

        _groups.ForEach(group => OwnKeysCheck.Warn(group, options, _warnings));
        _groups.ForEach(group => OwnKeysCheck.CheckBackend(group, options, _faults));
        ImmutableArray<RuleGroupModel> groups =
            [.. _groups.Select(group => RuleGroupCompiler.Compile(group, options))];
        return new RuleFileResult(groups, []) { Warnings = Sorted(_warnings), Sources = [.. _groups] };
    }

    // Those that are nowhere in particular go first.
    private static ImmutableArray<RuleFileFault> Sorted(List<RuleFileFault> faults) =>
        [.. faults.OrderBy(f => f.At.Line).ThenBy(f => f.At.Column).Distinct()];

    // Source: yaml.v3: an item of a list that is null is left out.
    private ReadGroup GroupOf(RuleGroupConfig config, YamlNode? own, YamlNode near, SourceText source)
    {
        YamlNode? list = own.Find("rules");
        (RuleConfig Rule, YamlNode Node)[] rules =
        [
            .. config.Rules.Select((rule, i) => (rule, list.Item(i, config.Rules.Count) ?? near))
                .Where(rule => !IsNothing(rule.Item2.Followed)),
        ];
        return new ReadGroup(file, config with { Rules = [.. rules.Select(rule => rule.Rule)] }, source, near)
        {
            RuleNodes = [.. rules.Select(rule => rule.Node)],
        };
    }

    // The path says which group and rule a fault is in: groups[1].rules[0].for.
    private RuleFileFault Describe(YamlDiagnostic fault, SourceText source, IReadOnlyList<RuleGroupConfig> groups)
    {
        var told = new RuleFileFault(file, source.PlaceOf(fault.At), fault.Text) { Hint = fault.Hint };
        string[] parts = fault.Key.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        if (parts.Length < 2 || IndexIn(parts, 1) is not { } group || group >= groups.Count)
        {
            return told with { Key = fault.Key };
        }

        RuleGroupConfig config = groups[group];
        told = told with { Group = config.Name, Key = string.Join('.', parts[2..]) };
        return IndexIn(parts, 3) is { } rule && rule < config.Rules.Count && parts[2] == "rules"
            ? told with { Rule = rule + 1, RuleName = config.Rules[rule].Name, Key = string.Join('.', parts[4..]) }
            : told;
    }

    private static int? IndexIn(string[] parts, int at) =>
        at < parts.Length && parts[at] is ['[', .. var digits, ']'] && int.TryParse(digits, out int index) ? index : null;
}
