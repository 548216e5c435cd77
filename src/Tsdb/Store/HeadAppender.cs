using Tocsin.Model.Seams;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Store;

/// <summary>Judges samples and puts them into the series in memory. Used under the store's append lock alone.</summary>
/// <param name="options">The store's settings.</param>
internal sealed class HeadAppender(StoreOptions options)
{
    private readonly ChunkWriter _scratch = new();
    private readonly long _window = (long)options.OutOfOrderWindow.TotalMilliseconds;
    private readonly long _futureMax = (long)options.FutureMax.TotalMilliseconds;
    private readonly long _retention = (long)options.Retention.TotalMilliseconds;

    /// <summary>The newest timestamp of all series, in Unix milliseconds.</summary>
    public long NewestTime { get; private set; } = long.MinValue;

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
        if (sample.Time < series.LastTime)
        {
            AddOutOfOrder(series, sample);
            return;
        }

        HeadData data = series.Data;
        SeriesTail tail = data.Tail;
        bool histogram = sample.Histogram is not null;
        bool isKindLost = tail.Count > 0 && tail.HasHistograms != histogram;
        if (tail.IsFull || isKindLost)
        {
            data = data.Sealed(_scratch);
            tail = data.Tail;
        }

        if (!tail.HasRoom || tail.HasHistograms != histogram || (sample.Start != 0 && !tail.HasStarts))
        {
            tail = tail.Grown(histogram, sample.Start != 0);
            series.Data = data with { Tail = tail };
        }

        tail.Add(sample);
        series.LastTime = sample.Time;
        series.LastBits = BitConverter.DoubleToInt64Bits(sample.Value);
        series.LastHistogram = sample.Histogram;
    }

    private static bool IsSame(HeadSeries series, in HeadSample sample) => sample.Histogram is null
        ? series.LastHistogram is null && series.LastBits == BitConverter.DoubleToInt64Bits(sample.Value)
        : sample.Histogram.Equals(series.LastHistogram);

    // Each is a piece of its own until a block joins them; they are few where clocks are sound.
    private void AddOutOfOrder(HeadSeries series, in HeadSample sample)
    {
        var single = SeriesTail.None.Grown(sample.Histogram is not null, sample.Start != 0);
        single.Add(sample);
        HeadData data = series.Data;
        series.Data = data with { Pieces = [.. data.Pieces, HeadPiece.Of(single.First(1), _scratch)] };
    }
}
