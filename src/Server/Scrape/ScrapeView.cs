using Tocsin.Signals.Discovery;
using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Scrape;

/// <summary>What is scraped. Its lists do not change; the state in each turn does.</summary>
/// <param name="Turns">The targets.</param>
/// <param name="Sets">The targets by configuration, with what relabelling dropped.</param>
internal sealed record ScrapeView(IReadOnlyList<ScrapeSchedule.Turn> Turns, IReadOnlyList<TargetSet> Sets)
{
    public static ScrapeView Empty { get; } = new([], []);
}
