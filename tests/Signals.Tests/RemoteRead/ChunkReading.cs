using System.Collections.Immutable;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.Tests.RemoteRead;

/// <summary>
/// Reads Prometheus's chunks bit by bit, as its documentation of the format tells. Written apart from what writes them.
/// </summary>
internal sealed class ChunkReading(byte[] chunk)
{
    private readonly int _count = (chunk[0] << 8) | chunk[1];
    private int _bit = 16;

    /// <summary>Whether all bytes were read.</summary>
    public bool IsAtEnd => (_bit + 7) / 8 == chunk.Length;

    public List<(long Time, double Value)> Floats()
    {
        var samples = new List<(long, double)>();
        ulong zigzag = Varint();
        long time = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        double value = Float();
        samples.Add((time, value));
        long delta = 0;
        var column = new Column(value);
        for (int i = 1; i < _count; i++)
        {
            delta = i == 1 ? (long)Varint() : delta + TimeChange();
            time += delta;
            samples.Add((time, column.Next(this)));
        }

        return samples;
    }

    public List<(long Time, FloatHistogram Value)> Histograms()
    {
        ulong flags = Bits(8);
        FloatHistogram layout = Layout() with { ResetHint = (CounterResetHint)(flags >> 6 is 0 ? 0 : flags >> 6 is 2 ? 1 : 3) };
        int positive = layout.PositiveSpans.Sum(s => s.Length);
        int negative = layout.NegativeSpans.Sum(s => s.Length);
        long time = Varbit(signed: true);
        Column[] columns = [.. Enumerable.Range(0, 3 + positive + negative).Select(_ => new Column(Float()))];
        var samples = new List<(long, FloatHistogram)>();
        long delta = 0;
        for (int i = 0; i < _count; i++)
        {
            if (i > 0)
            {
                delta += Varbit(signed: true);
                time += delta;
            }

            double[] values = [.. columns.Select(c => i == 0 ? c.First : c.Next(this))];
            samples.Add((time, layout with
            {
                Count = values[0],
                ZeroCount = values[1],
                Sum = values[2],
                PositiveBuckets = [.. values.Skip(3).Take(positive)],
                NegativeBuckets = [.. values.Skip(3 + positive)],
            }));
        }

        return samples;
    }

    private FloatHistogram Layout()
    {
        ulong byteOfThreshold = Bits(8);
        double threshold = byteOfThreshold == 0 ? 0
            : byteOfThreshold == 255 ? Float()
            : Math.ScaleB(0.5, (int)byteOfThreshold - 243);
        int schema = (int)Varbit(signed: true);
        ImmutableArray<HistogramSpan> positive = Spans();
        ImmutableArray<HistogramSpan> negative = Spans();
        return new FloatHistogram
        {
            ZeroThreshold = threshold,
            Schema = schema,
            PositiveSpans = positive,
            NegativeSpans = negative,
            CustomBounds = schema == FloatHistogram.CustomSchema ? Bounds() : [],
        };
    }

    private ImmutableArray<HistogramSpan> Spans()
    {
        var spans = new List<HistogramSpan>();
        for (long count = Varbit(signed: false); count > 0; count--)
        {
            int length = (int)Varbit(signed: false);
            spans.Add(new HistogramSpan((int)Varbit(signed: true), length));
        }

        return [.. spans];
    }

    private ImmutableArray<double> Bounds()
    {
        var bounds = new List<double>();
        for (long count = Varbit(signed: false); count > 0; count--)
        {
            long thousandths = Varbit(signed: false);
            bounds.Add(thousandths == 0 ? Float() : (thousandths - 1) / 1000.0);
        }

        return [.. bounds];
    }

    private long TimeChange()
    {
        foreach (int bits in new[] { 0, 14, 17, 20 })
        {
            if (Bits(1) == 0)
            {
                return Signed(bits);
            }
        }

        return (long)Bits(64);
    }

    private long Varbit(bool signed)
    {
        foreach (int bits in new[] { 0, 3, 6, 9, 12, 18, 25, 56 })
        {
            if (Bits(1) == 0)
            {
                return signed ? Signed(bits) : (long)Bits(bits);
            }
        }

        return (long)Bits(64);
    }

    private long Signed(int bits)
    {
        long number = (long)Bits(bits);
        return bits > 0 && number > 1L << (bits - 1) ? number - (1L << bits) : number;
    }

    private ulong Varint()
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            ulong part = Bits(8);
            number |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    private double Float() => BitConverter.UInt64BitsToDouble(Bits(64));

    private ulong Bits(int count)
    {
        ulong bits = 0;
        for (int i = 0; i < count; i++, _bit++)
        {
            bits = (bits << 1) | (uint)((chunk[_bit / 8] >> (7 - (_bit % 8))) & 1);
        }

        return bits;
    }

    private sealed class Column(double first)
    {
        private ulong _last = BitConverter.DoubleToUInt64Bits(first);
        private int _leading;
        private int _trailing;

        public double First => first;

        public double Next(ChunkReading from)
        {
            if (from.Bits(1) == 1)
            {
                if (from.Bits(1) == 1)
                {
                    _leading = (int)from.Bits(5);
                    int count = (int)from.Bits(6);
                    _trailing = 64 - _leading - (count == 0 ? 64 : count);
                }

                _last ^= from.Bits(64 - _leading - _trailing) << _trailing;
            }

            return BitConverter.UInt64BitsToDouble(_last);
        }
    }
}
