namespace Tocsin.Server.Dashboard.Live;

/// <summary>The bounds of the live streams.</summary>
internal sealed record LiveOptions
{
    /// <summary>How many streams at once.</summary>
    public int ReadersMax { get; init; } = 256;

    /// <summary>How many different views at once.</summary>
    public int FeedsMax { get; init; } = 128;

    /// <summary>How many events wait for one stream.</summary>
    public int QueueMax { get; init; } = 32;

    /// <summary>Told of an exception that ended all streams: a bug of ours.</summary>
    public Action<Exception> OnFault { get; init; } = static _ => { };
}
