using System.Buffers;
using System.Threading.Channels;
using Tocsin.Model.Compression;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteRead;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>
/// Samples on their way to another store: takes them like a store of our own, and gives them out as bodies of remote
/// write 1. When there are too many the oldest go. Thread-safe.
/// </summary>
/// <param name="samplesMax">How many samples may wait.</param>
/// <param name="seriesMax">How many series are known by their references; with more, all are asked for anew.</param>
// Source: https://prometheus.io/docs/specs/prw/remote_write_spec/
public sealed class OutgoingSamples(int samplesMax = 100_000, int seriesMax = 1_000_000) : ISeriesAppender
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LabelSet, SeriesRef> _refs = [];
    private readonly List<LabelSet> _series = [];
    private readonly Queue<Waiting> _waiting = new();
    private readonly Channel<bool> _arrived = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private ulong _forgotten;

    /// <summary>How many samples wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>How many samples went unsent, since there were too many.</summary>
    public long Dropped { get; private set; }

    /// <inheritdoc/>
    public void Resolve(ReadOnlySpan<LabelSet> labels, Span<SeriesRef> refs)
    {
        lock (_gate)
        {
            if (_series.Count + labels.Length > seriesMax)
            {
                _forgotten += (ulong)_series.Count;
                _series.Clear();
                _refs.Clear();
            }

            for (int i = 0; i < labels.Length; i++)
            {
                if (!_refs.TryGetValue(labels[i], out refs[i]))
                {
                    _series.Add(labels[i]);
                    refs[i] = new SeriesRef(_forgotten + (ulong)_series.Count);
                    _refs.Add(labels[i], refs[i]);
                }
            }
        }
    }

    /// <inheritdoc/>
    public int Append(SampleBatch batch, Span<AppendOutcome> outcomes)
    {
        int accepted = 0;
        lock (_gate)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                ulong index = batch.Series[i].Value - _forgotten - 1;
                outcomes[i] = index < (ulong)_series.Count ? AppendOutcome.Accepted : AppendOutcome.UnknownSeries;
                if (outcomes[i] == AppendOutcome.Accepted)
                {
                    accepted++;
                    _waiting.Enqueue(new Waiting(_series[(int)index], batch.Times[i], batch.Values[i], batch.Histograms[i]));
                }
            }

            for (; _waiting.Count > samplesMax; Dropped++)
            {
                _waiting.Dequeue();
            }

        }

        if (accepted > 0)
        {
            _arrived.Writer.TryWrite(true);
        }

        return accepted;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Waits until there is something to send.</summary>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    public async Task WaitAsync(CancellationToken cancellation) =>
        await _arrived.Reader.ReadAsync(cancellation).ConfigureAwait(false);

    /// <summary>Takes the oldest samples.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="body">The body of a request with them, packed; the caller's.</param>
    /// <returns>How many were taken.</returns>
    public int Take(int most, out byte[] body)
    {
        var message = new ProtoWriter();
        int count = 0;
        lock (_gate)
        {
            for (; count < most && _waiting.TryDequeue(out Waiting sample); count++)
            {
                Write(message, sample);
            }
        }

        body = Packed(message.Written.Span);
        return count;
    }

    private static byte[] Packed(ReadOnlySpan<byte> message)
    {
        var block = new ArrayBufferWriter<byte>();
        new SnappyEncoder().PackBlock(message, block);
        return block.WrittenSpan.ToArray();
    }

    private static void Write(ProtoWriter message, in Waiting sample)
    {
        int series = message.Begin(1);
        LabelMessage.Write(message, 1, sample.Labels);
        if (sample.Histogram is { } histogram)
        {
            HistogramMessage.Write(message, 4, sample.AtMs, histogram);
        }
        else
        {
            int begun = message.Begin(2);
            message.Fixed(1, sample.Value);
            message.Varint(2, (ulong)sample.AtMs);
            message.End(begun);
        }

        message.End(series);
    }

    private readonly record struct Waiting(LabelSet Labels, long AtMs, double Value, FloatHistogram? Histogram);
}
