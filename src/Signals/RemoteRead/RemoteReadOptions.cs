namespace Tocsin.Signals.RemoteRead;

/// <summary>How much a reader may ask for. Immutable.</summary>
// Source: Prometheus cmd/prometheus, the defaults of --storage.remote.read-sample-limit and …-max-bytes-in-frame.
public sealed record RemoteReadOptions
{
    /// <summary>How many samples an answer of type <see cref="ReadAnswerType.Samples"/> may have.</summary>
    public long SamplesMax { get; init; } = 50_000_000;

    /// <summary>How many bytes such an answer may take in memory, packed.</summary>
    public long BytesMax { get; init; } = 2L << 30;

    /// <summary>How many bytes a frame of the other type has, roughly: a chunk more at most.</summary>
    public int FrameBytes { get; init; } = 1 << 20;
}
