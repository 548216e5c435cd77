using Tocsin.Model.Seams;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>A way of reading series from a backend. Thread-safe.</summary>
internal interface IFetchWay
{
    /// <summary>What it is called in the configuration.</summary>
    string Name { get; }

    /// <summary>
    /// Reads the series of a selector so that an evaluation over them gives what it gives over the store that they are in:
    /// their samples, or as much of them as the steps of the query see.
    /// </summary>
    /// <param name="query">The selector and its window.</param>
    /// <param name="lookbackMs">How far instant selectors look back.</param>
    /// <param name="meter">Counts what is read.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="BackendFailure">The backend does not give them.</exception>
    Task<FetchedSeries> FetchAsync(SeriesQuery query, long lookbackMs, AttemptMeter meter, CancellationToken cancellation);
}
