using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>Collects what a check finds, with the place looked up from the path of the key.</summary>
internal sealed class ConfigFaults(YamlNode root)
{
    private readonly List<YamlDiagnostic> _found = [];

    public IReadOnlyList<YamlDiagnostic> Found => _found;

    public void Add(string key, string text, string? hint = null) =>
        _found.Add(new(YamlFault.Rule, root.Nearest(key).At, key, text) { Hint = hint });
}
