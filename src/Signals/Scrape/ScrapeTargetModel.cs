using Tocsin.Model.Labels;

namespace Tocsin.Signals.Scrape;

/// <summary>One target, ready to be scraped. Immutable.</summary>
public sealed record ScrapeTargetModel
{
    /// <summary>The configuration that it belongs to.</summary>
    public required ScrapePoolModel Pool { get; init; }

    /// <summary>What its series carry.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>What was known before relabelling.</summary>
    public required LabelSet Discovered { get; init; }

    /// <summary>Where it is; for a target in this process a name.</summary>
    public required string Url { get; init; }

    /// <summary>Time between scrapes.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How long one may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Why it is not scraped, or null.</summary>
    public string? Forced { get; init; }

    /// <summary>What makes it the same target after a reload.</summary>
    public (string Pool, LabelSet Labels, string Url) Identity => (Pool.Name, Labels, Url);
}
