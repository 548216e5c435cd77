using Tocsin.Model.Relabel;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Yaml;

namespace Tocsin.Server.Scrape;

/// <summary>Keeps compiled rules by their text: after a reload unchanged rules are the same object. One thread at a time.</summary>
internal sealed class RelabelingMemory
{
    private static readonly YamlType<IReadOnlyList<RelabelConfig>> Type = RelabelSchema.ListOf("");

    private Dictionary<string, Relabeling> _before = [];
    private Dictionary<string, Relabeling> _now = [];

    /// <summary>Begins a load: what it does not use is forgotten with the next one.</summary>
    public void Begin() => (_before, _now) = (_now, []);

    /// <summary>The rules, compiled.</summary>
    public Relabeling Compile(IReadOnlyList<RelabelConfig> rules)
    {
        string text = YamlWriter.Write(Type.Write(rules));
        Relabeling compiled = _now.GetValueOrDefault(text) ?? _before.GetValueOrDefault(text) ?? Relabeling.Of(rules);
        _now[text] = compiled;
        return compiled;
    }
}
