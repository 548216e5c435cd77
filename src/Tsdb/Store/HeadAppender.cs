using Tocsin.Model.Seams;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Store;

/// <summary>Judges samples and puts them into the series in memory. Used under the store's append lock alone.</summary>
/// <param name="options">The store's settings.</param>
/// <param name="cells">Where floats lie.</param>
internal sealed class HeadAppender(StoreOptions options, CellPool cells)
{
    private readonly ChunkWriter _scratch = new();
    private readonly long _window = (long)options.OutOfOrderWindow.TotalMilliseconds;
    private readonly long _futureMax = (long)options.FutureMax.TotalMilliseconds;
    private readonly long _retention = (long)options.Retention.TotalMilliseconds;

    /// <summary>The newest timestamp of all series, in Unix milliseconds.</summary>
    public long NewestTime { get; private set; } = long.MinValue;

    /// <summary>The oldest timestamp of all that was ever put in, in Unix milliseconds.</summary>
    public long OldestTime { get; private set; } = long.MaxValue;

    /// <summary>How many samples were accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>What becomes of a sample; nothing changes.</summary>
    /// <param name="series">Its series, whose newest time is known.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="now">The present in Unix milliseconds.</param>
    // Source: Prometheus tsdb head_append, appendable, in the order of its checks.
    public AppendOutcome Judge(HeadSeries series, in HeadSample sample, long now)
    {
        if (sample.Time > now + _futureMax)
        {
            return AppendOutcome.TooFarAhead;
        }

        if (sample.Time < now - _retention - (long)TimeSpan.FromDays(1).TotalMilliseconds)
        {
            return AppendOutcome.TooOld;
        }

        if (sample.Histogram is { } histogram && !HistogramCheck.IsSound(histogram))
        {
            return AppendOutcome.InvalidHistogram;
        }

        if (sample.Time > series.LastTime)
        {
            return AppendOutcome.Accepted;
        }

        if (sample.Time == series.LastTime)
        {
            return IsSame(series, sample) ? AppendOutcome.SameAgain : AppendOutcome.DuplicateTimestamp;
        }

        return _window == 0 ? AppendOutcome.OutOfOrder
            : sample.Time >= NewestTime - _window ? AppendOutcome.Accepted
            : AppendOutcome.TooOld;
    }

    /// <summary>Puts in an accepted sample.</summary>
    public void Add(HeadSeries series, in HeadSample sample)
    {
        Accepted++;
        NewestTime = Math.Max(NewestTime, sample.Time);
        OldestTime = Math.Min(OldestTime, sample.Time);
        if (sample.Time < series.LastTime)
        {
            AddOutOfOrder(series, sample);
            return;
        }

        if (sample.Histogram is null && series.Mixed is not { TakesAll: true })
        {
            series.Publish(SampleStream.Append(series.Last, sample, cells));
        }
        else
        {
            AddMixed(series, sample);
        }

        series.LastHistogram = sample.Histogram;
    }

    private void AddMixed(HeadSeries series, in HeadSample sample)
    {
        MixedData mixed = series.Mixed ?? MixedData.Empty;
        if (!mixed.TakesAll)
        {
            mixed = mixed with { Stream = series.Last };
        }

        SeriesTail tail = mixed.Tail;
        bool histogram = sample.Histogram is not null;
        bool isKindLost = tail.Count > 0 && tail.HasHistograms != histogram;
        if (tail.IsFull || isKindLost)
        {
            mixed = mixed.Sealed(_scratch);
            tail = mixed.Tail;
        }

        if (!tail.HasRoom || tail.HasHistograms != histogram || (sample.Start != 0 && !tail.HasStarts))
        {
            tail = tail.Grown(histogram, sample.Start != 0);
            mixed = mixed with { Tail = tail };
        }

        tail.Add(sample);
        series.Mixed = mixed;
        series.PublishAlone(StreamEnd.None with { Time = sample.Time, Bits = BitConverter.DoubleToInt64Bits(sample.Value) });
    }

    private static bool IsSame(HeadSeries series, in HeadSample sample) => sample.Histogram is null
        ? series.LastHistogram is null && series.Last.Bits == BitConverter.DoubleToInt64Bits(sample.Value)
        : sample.Histogram.Equals(series.LastHistogram);

    // Each is a piece of its own until a block joins them; they are few where clocks are sound.
    private void AddOutOfOrder(HeadSeries series, in HeadSample sample)
    {
        var single = SeriesTail.None.Grown(sample.Histogram is not null, sample.Start != 0);
        single.Add(sample);
        MixedData mixed = series.Mixed ?? MixedData.Empty;
        series.Mixed = mixed with { Pieces = [.. mixed.Pieces, HeadPiece.Of(single.First(1), _scratch)] };
    }
}
