namespace Tocsin.Signals.Scrape;

/// <summary>What one scrape brought, before it is read.</summary>
public readonly ref struct ScrapedBody
{
    /// <summary>The body; empty if there is none.</summary>
    public ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>Its format.</summary>
    public ScrapeFormat Format { get; init; }

    /// <summary>Why there is none; null if there is.</summary>
    public string? Fault { get; init; }

    /// <summary>It is larger than it may be.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>How long it took, reading of the body included; of the parsing nothing.</summary>
    public TimeSpan Duration { get; init; }
}
