namespace Tocsin.Tsdb.Store;

/// <summary>The settings of a series store. Immutable.</summary>
public sealed record StoreOptions
{
    /// <summary>The folder, which belongs to the store alone; it is made if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>How long samples are kept at least; blocks go as a whole.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(15);

    /// <summary>How many bytes the blocks may have together before the oldest goes; 0 for no limit.</summary>
    public long RetentionBytes { get; init; }

    /// <summary>How far a sample may lie before the newest of its series; zero refuses every such sample.</summary>
    public TimeSpan OutOfOrderWindow { get; init; }

    /// <summary>How far in the future a sample may lie.</summary>
    // Source: Prometheus, the limit that its scrape and remote-write receivers have.
    public TimeSpan FutureMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many series there may be in memory. Beyond it new ones get no reference.</summary>
    public int SeriesMax { get; init; } = 20_000_000;

    /// <summary>How often what is in memory becomes a block: the more rarely, the longer a start takes.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// At how many bytes of samples in the log what is in memory becomes a block before its time: about three million
    /// samples, which a start reads again in a third of a second.
    /// </summary>
    public long LogBytesMax { get; init; } = 36 * 1024 * 1024;

    /// <summary>
    /// How many bytes of samples in the log each series may have before that, however many series there are: about fifty
    /// samples, since a block with fewer costs more for its labels than for its samples.
    /// </summary>
    public int LogBytesPerSeriesMax { get; init; } = 512;

    /// <summary>How many blocks of one level are merged into one of the next.</summary>
    public int MergeWidth { get; init; } = 4;

    /// <summary>The highest level to which blocks are merged.</summary>
    public int LevelMax { get; init; } = 4;
}
