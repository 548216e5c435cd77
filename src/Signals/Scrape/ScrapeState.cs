namespace Tocsin.Signals.Scrape;

/// <summary>How a target is. Immutable.</summary>
/// <param name="Target">The target.</param>
/// <param name="Last">What the last scrape came to; null before the first.</param>
/// <param name="LastMs">When it began, in Unix milliseconds; 0 before the first.</param>
/// <param name="LastDuration">How long it took.</param>
public sealed record ScrapeState(ScrapeTargetModel Target, ScrapeResult? Last, long LastMs, TimeSpan LastDuration)
{
    /// <summary><c>unknown</c>, <c>up</c> or <c>down</c>.</summary>
    public string Health => Last is null ? "unknown" : Last.Fault.Length == 0 ? "up" : "down";
}
