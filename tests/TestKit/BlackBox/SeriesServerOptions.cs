namespace Tocsin.TestKit.BlackBox;

/// <summary>A server with Prometheus's query API: the real one, or Tocsin.</summary>
public enum SeriesSubject
{
    /// <summary>Debian's build of the real Prometheus.</summary>
    Prometheus,

    /// <summary>Our published program.</summary>
    Tocsin,

    /// <summary>Debian's build of VictoriaMetrics, which has no configuration file.</summary>
    VictoriaMetrics,
}

/// <summary>How to start a server of series.</summary>
/// <param name="Subject">Which one.</param>
public sealed record SeriesServerOptions(SeriesSubject Subject)
{
    /// <summary>
    /// Its own configuration: <c>prometheus.yml</c> or <c>tocsin.yml</c>. <c>{folder}</c> stands for the folder it lies in.
    /// Empty, it has only the samples that a test gives it.
    /// </summary>
    public string Config { get; init; } = "";

    /// <summary>Files beside the configuration, by their names.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Flags beyond those that the harness gives.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>True to start the real one as an agent, which only scrapes and sends on.</summary>
    public bool IsAgent { get; init; }

    /// <summary>A folder that outlives the process; null for a temporary one that is deleted with it.</summary>
    public string? Folder { get; init; }
}
