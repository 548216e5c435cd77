using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Scrape;

/// <summary>A target within this program, which needs no request. A scrape configuration of its job's name takes its place.</summary>
internal interface IInnerTarget
{
    /// <summary>The target; always the same.</summary>
    ScrapeTargetModel Target { get; }

    /// <summary>Whether there is anything to scrape yet; once true, always true.</summary>
    bool IsWanted { get; }

    /// <summary>What it exposes now.</summary>
    Task<ScrapeFetch.Fetched> FetchAsync(CancellationToken cancellation);
}
