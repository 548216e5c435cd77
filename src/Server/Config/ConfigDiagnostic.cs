using System.Text;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Probably not meant; the configuration is used.</summary>
    Warning,

    /// <summary>The configuration is refused.</summary>
    Error,
}

/// <summary>One finding about a configuration.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="File">The file, as it was named.</param>
/// <param name="At">Where in the file; unknown for the file as a whole.</param>
/// <param name="Key">The path of the key, <c>receivers[0].webhook_configs[1].url</c>; may be empty.</param>
/// <param name="Text">What is wrong, in upstream's words where it has words for it.</param>
public sealed record ConfigDiagnostic(Severity Severity, string File, YamlPosition At, string Key, string Text)
{
    /// <summary>What to do about it, or null.</summary>
    public string? Hint { get; init; }

    /// <summary><c>alertmanager.yml:12:5: route.receiver: undefined receiver "x" used in route</c>, with the hint.</summary>
    public override string ToString()
    {
        var line = new StringBuilder(File);
        if (!At.IsUnknown)
        {
            line.Append(':').Append(At);
        }

        line.Append(": ").Append(Key).Append(Key.Length > 0 ? ": " : "").Append(Text);
        return (Hint is null ? line : line.Append(" (").Append(Hint).Append(')')).ToString();
    }
}
