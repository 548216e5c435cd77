using Tocsin.Model.Relabel;
using Tocsin.Signals.Scrape;

namespace Tocsin.Signals.Discovery;

/// <summary>How targets of one scrape configuration are made from what was found. Immutable.</summary>
public sealed record JobModel
{
    /// <summary>How its targets are read.</summary>
    public required ScrapePoolModel Pool { get; init; }

    /// <summary>Time between scrapes.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How long one may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>The path of the URL.</summary>
    public string MetricsPath { get; init; } = "/metrics";

    /// <summary>Parameters of the URL.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Params { get; init; } =
        System.Collections.Frozen.FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>What becomes of targets.</summary>
    public Relabeling Relabeling { get; init; } = Relabeling.None;

    /// <summary>How many there may be; 0 is no limit.</summary>
    public ulong TargetsMax { get; init; }

    /// <summary>How many dropped ones are kept to be shown; 0 keeps all.</summary>
    public ulong DroppedMax { get; init; }
}
