using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Server.Series;

/// <summary>How series are kept and asked. Immutable.</summary>
public sealed record SeriesOptions
{
    /// <summary>The folder below the storage's.</summary>
    public const string FolderName = "series";

    /// <summary>How long samples are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(15);

    /// <summary>How many bytes of blocks are kept; 0 for no limit.</summary>
    public long RetentionBytes { get; init; }

    /// <summary>How far a sample may lie before the newest of its series.</summary>
    public TimeSpan OutOfOrderWindow { get; init; }

    /// <summary>How often what is in memory becomes a block: the more rarely, the longer a start takes.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many series are kept in memory at most.</summary>
    public int SeriesMax { get; init; } = 20_000_000;

    /// <summary>How many series whoever brings them in may have.</summary>
    public SeriesLimits Limits { get; init; } = new();

    /// <summary>Whether this program's own metrics become series.</summary>
    public bool ScrapesItself { get; init; } = true;

    /// <summary>How queries are evaluated, and their limits.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>What of the language is allowed.</summary>
    public ParserOptions Language { get; init; } = ParserOptions.Default;

    /// <summary>Who asks for statistics of a query may ask for those of each step.</summary>
    public bool TellsStepSamples { get; init; }

    /// <summary>The backend that answers queries which name none; empty for the own store.</summary>
    public string Backend { get; init; } = "";

    /// <summary>How many queries run at once; others wait.</summary>
    // Source: Prometheus, the default of --query.max-concurrency.
    public int QueriesMax { get; init; } = 20;

    /// <summary>How many remote reads are answered at once; others wait.</summary>
    // Source: Prometheus, the default of --storage.remote.read-concurrent-limit.
    public int ReadsMax { get; init; } = 10;

    /// <summary>How many samples a remote read may ask for in one message.</summary>
    // Source: Prometheus, the default of --storage.remote.read-sample-limit.
    public long ReadSamplesMax { get; init; } = 50_000_000;
}
