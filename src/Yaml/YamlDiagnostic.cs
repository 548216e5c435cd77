namespace Tocsin.Yaml;

/// <summary>How yaml.v2 would have reported a fault, which decides which of several is told first.</summary>
public enum YamlFault
{
    /// <summary>The text is not YAML; nothing was read.</summary>
    Syntax,

    /// <summary>A value has the wrong type, or a key is unknown or repeated. Reading goes on and all are listed.</summary>
    Type,

    /// <summary>A rule about the values is broken. Upstream stops at the first.</summary>
    Rule,
}

/// <summary>One thing that is wrong in a file.</summary>
/// <param name="Fault">Which kind of fault it is.</param>
/// <param name="At">Where it is.</param>
/// <param name="Key">The path of the key, for example <c>receivers[0].webhook_configs[1].url</c>; empty at the root.</param>
/// <param name="Text">What is wrong, in upstream's words where it has words for it.</param>
public sealed record YamlDiagnostic(YamlFault Fault, YamlPosition At, string Key, string Text)
{
    /// <summary>What to do about it, or null.</summary>
    public string? Hint { get; init; }

    /// <summary>The one error that yaml.v2's strict decoder would return for these faults, or null if there is none.</summary>
    // Source: yaml.v2: an error of an UnmarshalYAML method ends the decoding at once and hides the type errors
    // collected so far; without one, all type errors are joined under one heading.
    public static string? Primary(IReadOnlyCollection<YamlDiagnostic> faults)
    {
        if (faults.FirstOrDefault(f => f.Fault != YamlFault.Type) is { } first)
        {
            return first.Text;
        }

        return faults.Count == 0
            ? null
            : "yaml: unmarshal errors:" + string.Concat(faults.Select(f => $"\n  line {f.At.Line}: {f.Text}"));
    }
}
