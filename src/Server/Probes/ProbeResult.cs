using System.Text;
using Tocsin.Notify.Http;
using Tocsin.Server.Config.Probes;
using Tocsin.Signals.Probes;
using Tocsin.Yaml;

namespace Tocsin.Server.Probes;

/// <summary>What came of a probe.</summary>
public sealed record ProbeResult
{
    private static readonly string[] SecretWords = ["auth", "cookie", "key", "token", "secret", "password"];

    /// <summary>All was as wanted.</summary>
    public required bool IsGood { get; init; }

    /// <summary>Why not; empty if it was.</summary>
    public required string Fault { get; init; }

    /// <summary>What was measured.</summary>
    public required ProbeMetrics Metrics { get; init; }

    /// <summary>What was measured, value by value.</summary>
    public IEnumerable<ProbeValue> Values => Metrics.Samples.Select(sample => new ProbeValue(sample.Name, sample.Labels, sample.Value));

    /// <summary>The steps.</summary>
    public required IReadOnlyList<ProbeStep> Steps { get; init; }

    /// <summary>The module.</summary>
    public required ProbeModuleConfig Module { get; init; }

    /// <summary>Steps, metrics and module as a person reads them, without secrets.</summary>
    public string Describe()
    {
        var text = new StringBuilder("Steps of the probe:\n");
        foreach (ProbeStep step in Steps)
        {
            text.Append(step).Append('\n');
        }

        text.Append("\n\n\nMetrics that would have been returned:\n").Append(Metrics.Write(openMetrics: false));
        text.Append("\n\n\nModule configuration:\n").Append(YamlWriter.Write(ProbeModuleConfig.Schema.Write(Hide(Module))));
        return text.ToString();
    }

    // Upstream shows headers as they are; many a token stands in one.
    private static ProbeModuleConfig Hide(ProbeModuleConfig module) => module with
    {
        Http = module.Http with
        {
            Headers = module.Http.Headers.ToDictionary(h => h.Key, h => IsSecret(h.Key) ? Secret.Placeholder : h.Value),
        },
        Grpc = module.Grpc with
        {
            Metadata = module.Grpc.Metadata.ToDictionary(
                m => m.Key, m => IsSecret(m.Key) ? (IReadOnlyList<string>)[Secret.Placeholder] : m.Value),
        },
    };

    private static bool IsSecret(string name) =>
        SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One value that a probe measured.</summary>
/// <param name="Name">The gauge's name.</param>
/// <param name="Labels">Its labels, sorted by name.</param>
/// <param name="Value">The value.</param>
public sealed record ProbeValue(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value);
