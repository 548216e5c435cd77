using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Signals.Discovery;
using Tocsin.Yaml;

namespace Tocsin.Server.Scrape.Discovery;

/// <summary>Reads groups of targets from JSON or YAML, of which the former is a part.</summary>
internal static class TargetGroupText
{
    private static readonly YamlType<IReadOnlyList<StaticGroupConfig>> Type =
        YamlTypes.ListOf(YamlTypes.Required(StaticGroupConfig.Schema, "nil target group item found"));

    /// <summary>Reads them.</summary>
    /// <param name="content">The text in UTF-8.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="note">A label that all of them get.</param>
    /// <param name="groups">The groups; empty if something is wrong.</param>
    /// <returns>What is wrong and where, or null.</returns>
    public static string? Read(byte[] content, string source, (string Name, string Value) note, out IReadOnlyList<TargetGroup> groups)
    {
        groups = [];
        YamlDocument document = YamlDocument.Parse(content);
        if (document.Error is { } fault)
        {
            return $"{source}:{fault.At}: {fault.Text}";
        }

        if (document.Root is not { } root)
        {
            return null;
        }

        IReadOnlyList<StaticGroupConfig> read = [];
        var reader = new YamlReader(new());
        reader.Read(Type, root, ref read);
        if (reader.Faults.Count > 0)
        {
            YamlDiagnostic first = reader.Faults[0];
            return $"{source}:{first.At}: {first.Key}: {first.Text}";
        }

        groups = [.. read.Select((group, i) => Make(group, string.Create(CultureInfo.InvariantCulture, $"{source}:{i}"), note))];
        return null;
    }

    private static TargetGroup Make(StaticGroupConfig group, string source, (string Name, string Value) note)
    {
        var labels = new LabelSetBuilder();
        labels.AddRange(group.Labels.ToLabelSet());
        labels.Add(note.Name, note.Value);
        return new TargetGroup(
            source, [.. group.Targets.Select(address => LabelSet.Of((TargetGroup.Address, address)))], labels.Build());
    }
}
