namespace Tocsin.Signals.Scrape;

/// <summary>What one scrape came to. Immutable.</summary>
public sealed record ScrapeResult
{
    /// <summary>Why it failed; empty if it did not.</summary>
    public string Fault { get; init; } = "";

    /// <summary>Samples that the body had.</summary>
    public int Exposed { get; init; }

    /// <summary>Samples that relabelling left.</summary>
    public int Kept { get; init; }

    /// <summary>Series that were not there in the scrape before.</summary>
    public int SeriesAdded { get; init; }

    /// <summary>Samples that the store has with another value.</summary>
    public int Duplicates { get; init; }

    /// <summary>Samples that are older than the newest of their series, or than the store takes.</summary>
    public int OutOfOrder { get; init; }

    /// <summary>Samples that lie too far in the future or the past.</summary>
    public int OutOfBounds { get; init; }

    /// <summary>Samples for which the store has no room.</summary>
    public int WithoutRoom { get; init; }

    /// <summary>Which limit was exceeded; null for none.</summary>
    public ScrapeLimit? Exceeded { get; init; }
}

/// <summary>The limits that a scrape can exceed.</summary>
public enum ScrapeLimit
{
    /// <summary>Bytes of the body.</summary>
    Body,

    /// <summary>Samples.</summary>
    Samples,

    /// <summary>Labels, their names or values.</summary>
    Labels,

    /// <summary>Buckets of a native histogram.</summary>
    Buckets,
}
