using Tocsin.Model.Compression;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteRead;

/// <summary>Makes the answer of type <see cref="ReadAnswerType.Samples"/>. For one request; not thread-safe.</summary>
// Source: Prometheus prompb/remote.proto, message ReadResponse; storage/remote, ToQueryResult.
internal sealed class SampleAnswer(RemoteReadOptions options)
{
    private const int QueryResultField = 1;
    private const int TimeSeriesField = 1;
    private const int LabelField = 1;
    private const int SampleField = 2;
    private const int HistogramField = 4;

    // A series is written whole before it is packed.
    private const int SeriesBytesMax = 1 << 30;

    private readonly ProtoWriter _output = new();
    private readonly ProtoWriter _head = new();
    private readonly SampleColumns _columns = new();
    private readonly List<byte[]> _packed = [];
    private long _samples;
    private long _length;
    private long _packedLength;

    /// <summary>What is wrong with the request; null if nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Adds the result of the next query; false if it is too much.</summary>
    public bool TryAdd(ReadQuery query, ISeriesView view, CancellationToken cancellation)
    {
        var result = new PackedMessage();

        // Upstream finds nothing without a matcher.
        ISeriesSelection? selection = query.Series.Matchers.Count == 0 ? null : view.Select(query.Series, cancellation);
        for (int i = 0; i < (selection?.Count ?? 0); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _columns.Clear();
            if (query.WantsSamples)
            {
                selection!.Read(i, _columns);
            }

            if (!TryTake(_columns.Count, _packedLength + result.PackedLength))
            {
                return false;
            }

            if (_columns.Count == 0 && query.WantsSamples)
            {
                continue;
            }

            if (!TryWriteSeries(selection!.Labels(i)))
            {
                return false;
            }

            result.Write(_output.Written.Span);
        }

        Take(result);
        return TryTake(0, _packedLength);
    }

    /// <summary>The pieces of the body. Nothing may be added after it.</summary>
    public IReadOnlyList<byte[]> Finish()
    {
        _output.Clear();
        _output.Varint((ulong)_length);
        return [_output.Written.ToArray(), .. _packed];
    }

    private bool TryTake(int samples, long packedLength)
    {
        _samples += samples;
        if (_samples > options.SamplesMax)
        {
            Fault ??= $"exceeded sample limit ({options.SamplesMax})";
        }
        else if (packedLength > options.BytesMax || _length > uint.MaxValue)
        {
            Fault ??= $"exceeded memory limit ({options.BytesMax} bytes of answer)";
        }

        return Fault is null;
    }

    // The length of the result comes before it, as a piece of its own.
    private void Take(PackedMessage result)
    {
        IReadOnlyList<byte[]> pieces = result.Finish();
        _head.Clear();
        _head.Key(QueryResultField, ProtoWire.Bytes);
        _head.Varint((ulong)result.Length);
        byte[] head = new byte[_head.Length + 3];
        int length = SnappyEncoder.WriteLiteral(_head.Written.Span, head);
        _packed.Add(head[..length]);
        _packed.AddRange(pieces);
        _length += _head.Length + result.Length;
        _packedLength += length + result.PackedLength;
    }

    private bool TryWriteSeries(LabelSet labels)
    {
        _output.Clear();
        int series = _output.Begin(TimeSeriesField);
        LabelMessage.Write(_output, LabelField, labels);
        ReadOnlySpan<FloatHistogram?> histograms = _columns.Histograms;
        for (int i = 0; i < _columns.Count; i++)
        {
            if (_output.Length > SeriesBytesMax)
            {
                Fault = $"exceeded memory limit ({SeriesBytesMax} bytes of one series)";
                return false;
            }

            if (!histograms.IsEmpty && histograms[i] is { } histogram)
            {
                HistogramMessage.Write(_output, HistogramField, _columns.Times[i], histogram);
                continue;
            }

            int sample = _output.Begin(SampleField);
            _output.Fixed(1, _columns.Values[i]);
            _output.Varint(2, (ulong)_columns.Times[i]);
            _output.End(sample);
        }

        _output.End(series);
        return true;
    }
}
