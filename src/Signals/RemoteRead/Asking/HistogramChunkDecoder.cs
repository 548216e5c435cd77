using System.Collections.Immutable;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>Unpacks a chunk of native histograms: of whole numbers or of floats.</summary>
/// <remarks>
/// Both begin with the layout of all their histograms; see <c>FloatHistogramChunk</c>. Of whole numbers the first histogram is
/// told by varbits, the second by differences, further ones by the change of those; a bucket's number is its difference to the
/// bucket before. A histogram that is stale has no buckets.
/// </remarks>
// Source: Prometheus tsdb/chunkenc, histogram.go, float_histogram.go and histogram_meta.go.
internal sealed class HistogramChunkDecoder(bool isWhole, ReadSeries into, ReadMeter meter)
{
    private const int BucketsMax = 10_000;

    private FloatHistogram _layout = new();
    private long _time;
    private long _delta;

    // Count and zero count, then the buckets, the positive ones first. Either of these is used.
    private WholeColumn[] _whole = [];
    private XorColumn[] _floats = [];
    private XorColumn _sum = new(0);
    private bool _isGauge;

    public void Decode(ref BitReader from, int count)
    {
        _isGauge = from.Bits(8) >> 6 == 3;
        ReadLayout(ref from);
        for (int i = 0; i < count && !from.IsDamaged; i++)
        {
            ReadNext(ref from, i);
            if (from.IsDamaged)
            {
                return;
            }

            FloatHistogram histogram = Build(i);
            meter.Take(histogram);
            into.Add(_time, histogram);
        }
    }

    private void ReadLayout(ref BitReader from)
    {
        ulong zero = from.Bits(8);
        double threshold = zero == 0 ? 0 : zero == 255 ? from.Float() : Math.ScaleB(0.5, (int)zero - 243);
        int schema = (int)from.Varbit();
        ImmutableArray<HistogramSpan> positive = ReadSpans(ref from);
        ImmutableArray<HistogramSpan> negative = ReadSpans(ref from);
        _layout = new FloatHistogram
        {
            ZeroThreshold = threshold,
            Schema = schema,
            PositiveSpans = positive,
            NegativeSpans = negative,
            CustomBounds = schema == FloatHistogram.CustomSchema ? ReadBounds(ref from) : [],
        };
        if (schema is not FloatHistogram.CustomSchema and (< FloatHistogram.SchemaMin or > FloatHistogram.SchemaMax) && !from.IsDamaged)
        {
            throw new ReadDamageException($"a histogram of the schema {schema}, which is not known here");
        }

        int buckets = CountOf(positive) + CountOf(negative);
        _whole = isWhole ? new WholeColumn[2 + buckets] : [];
        _floats = isWhole ? [] : new XorColumn[2 + buckets];
    }

    private static int CountOf(ImmutableArray<HistogramSpan> spans)
    {
        long count = 0;
        foreach (HistogramSpan span in spans)
        {
            count += span.Length;
        }

        return count <= BucketsMax ? (int)count : throw TooMany();
    }

    private static ImmutableArray<HistogramSpan> ReadSpans(ref BitReader from)
    {
        ulong count = from.VarbitUnsigned();
        if (count > BucketsMax)
        {
            throw TooMany();
        }

        var spans = ImmutableArray.CreateBuilder<HistogramSpan>();
        for (ulong i = 0; i < count && !from.IsDamaged; i++)
        {
            ulong length = from.VarbitUnsigned();
            long offset = from.Varbit();
            if (length > BucketsMax || offset is < int.MinValue or > int.MaxValue)
            {
                throw TooMany();
            }

            spans.Add(new HistogramSpan((int)offset, (int)length));
        }

        return spans.ToImmutable();
    }

    private static ImmutableArray<double> ReadBounds(ref BitReader from)
    {
        ulong count = from.VarbitUnsigned();
        if (count > BucketsMax)
        {
            throw TooMany();
        }

        var bounds = ImmutableArray.CreateBuilder<double>();
        for (ulong i = 0; i < count && !from.IsDamaged; i++)
        {
            ulong thousandths = from.VarbitUnsigned();
            bounds.Add(thousandths == 0 ? from.Float() : (thousandths - 1) / 1000.0);
        }

        return bounds.ToImmutable();
    }

    private static ReadDamageException TooMany() => new($"a histogram of more than {BucketsMax} buckets");

    private void ReadNext(ref BitReader from, int index)
    {
        long number = from.Varbit();
        _delta = index < 2 ? number : _delta + number;
        _time = index == 0 ? number : _time + _delta;
        ReadColumns(ref from, index, 0, 2);
        if (index == 0)
        {
            _sum = new XorColumn(from.Float());
        }
        else
        {
            _sum.Next(ref from);
        }

        if (index == 0 || !StaleMarker.Is(_sum.Value))
        {
            ReadColumns(ref from, index, 2, Math.Max(_whole.Length, _floats.Length));
        }
    }

    private void ReadColumns(ref BitReader from, int index, int begin, int end)
    {
        for (int i = begin; i < end && !from.IsDamaged; i++)
        {
            if (isWhole)
            {
                bool isUnsigned = index == 0 && i < 2;
                _whole[i].Next(isUnsigned ? (long)from.VarbitUnsigned() : from.Varbit(), index);
            }
            else if (index == 0)
            {
                _floats[i] = new XorColumn(from.Float());
            }
            else
            {
                _floats[i].Next(ref from);
            }
        }
    }

    private FloatHistogram Build(int index)
    {
        if (StaleMarker.Is(_sum.Value))
        {
            return new FloatHistogram { Sum = _sum.Value };
        }

        int positive = CountOf(_layout.PositiveSpans);
        int negative = CountOf(_layout.NegativeSpans);
        return _layout with
        {
            // A new chunk would begin at a reset, but of what was before the chunk its first histogram knows nothing.
            ResetHint = _isGauge ? CounterResetHint.Gauge : index == 0 ? CounterResetHint.Unknown : CounterResetHint.NotCounterReset,
            Count = isWhole ? (ulong)_whole[0].Value : _floats[0].Value,
            ZeroCount = isWhole ? (ulong)_whole[1].Value : _floats[1].Value,
            Sum = _sum.Value,
            PositiveBuckets = Buckets(2, positive),
            NegativeBuckets = Buckets(2 + positive, negative),
        };
    }

    private ImmutableArray<double> Buckets(int at, int count)
    {
        var buckets = ImmutableArray.CreateBuilder<double>(count);
        long sum = 0;
        for (int i = at; i < at + count; i++)
        {
            sum += isWhole ? _whole[i].Value : 0;
            buckets.Add(isWhole ? sum : _floats[i].Value);
        }

        return buckets.MoveToImmutable();
    }

    /// <summary>A column of whole numbers: the first, its difference to the second, the changes of that.</summary>
    private struct WholeColumn
    {
        private long _delta;

        public long Value { get; private set; }

        public void Next(long number, int index)
        {
            _delta = index switch { 0 => 0, 1 => number, _ => _delta + number };
            Value += index == 0 ? number : _delta;
        }
    }
}
