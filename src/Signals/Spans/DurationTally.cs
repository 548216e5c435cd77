using Tocsin.Model.Samples;

namespace Tocsin.Signals.Spans;

/// <summary>How many durations of which length there were. One owner.</summary>
internal abstract class DurationTally
{
    /// <summary>How many floats it is written as.</summary>
    public abstract int Floats { get; }

    /// <summary>Counts a duration, in the unit of the metric.</summary>
    /// <returns>In which of its series the duration is, for an exemplar.</returns>
    public abstract int Observe(double duration);

    /// <summary>Writes the floats: the buckets, each with what is below it, then sum and count.</summary>
    public abstract void Read(Span<double> into);

    /// <summary>What it is as one sample; null if it is floats.</summary>
    public abstract FloatHistogram? Native { get; }

    /// <summary>Writes all that it knows.</summary>
    public abstract void Save(BinaryWriter into);

    /// <summary>Becomes what another of its kind was when it was saved.</summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public abstract void Load(BinaryReader from);
}

/// <summary>A tally that keeps nothing.</summary>
internal sealed class NoTally : DurationTally
{
    public static NoTally Instance { get; } = new();

    public override int Floats => 0;

    public override FloatHistogram? Native => null;

    public override int Observe(double duration) => -1;

    public override void Read(Span<double> into)
    {
        // There is nothing.
    }

    public override void Save(BinaryWriter into)
    {
        // There is nothing.
    }

    public override void Load(BinaryReader from)
    {
        // There is nothing.
    }
}

/// <summary>A tally in buckets with fixed bounds.</summary>
/// <param name="bounds">The upper bounds, ascending, without +Inf; shared by all tallies of a metric.</param>
internal sealed class BucketTally(double[] bounds) : DurationTally
{
    private readonly long[] _buckets = new long[bounds.Length + 1];
    private double _sum;

    public override int Floats => _buckets.Length + 2;

    public override FloatHistogram? Native => null;

    public override int Observe(double duration)
    {
        int at = 0;
        while (at < bounds.Length && duration > bounds[at])
        {
            at++;
        }

        _buckets[at]++;
        _sum += duration;
        return at;
    }

    public override void Read(Span<double> into)
    {
        long below = 0;
        for (int i = 0; i < _buckets.Length; i++)
        {
            below += _buckets[i];
            into[i] = below;
        }

        into[_buckets.Length] = _sum;
        into[_buckets.Length + 1] = below;
    }

    public override void Save(BinaryWriter into)
    {
        into.Write(_sum);
        Array.ForEach(_buckets, into.Write7BitEncodedInt64);
    }

    public override void Load(BinaryReader from)
    {
        _sum = from.ReadDouble();
        for (int i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] = from.Read7BitEncodedInt64();
        }
    }
}

/// <summary>
/// A tally in exponential buckets. It begins with the finest resolution and halves it whenever its buckets would become too
/// many, so that the durations seen so far are always told as finely as that many buckets can.
/// </summary>
/// <param name="bucketsMax">How many buckets there may be from the lowest to the highest.</param>
internal sealed class NativeTally(int bucketsMax) : DurationTally
{
    private long[] _buckets = [];
    private int _lowest;
    private int _schema = FloatHistogram.SchemaMax;
    private long _zeros;
    private long _count;
    private double _sum;

    public override int Floats => 0;

    public override FloatHistogram Native => new()
    {
        Schema = _schema,
        ZeroCount = _zeros,
        Count = _count,
        Sum = _sum,
        PositiveSpans = _buckets.Length == 0 ? [] : [new HistogramSpan(_lowest, _buckets.Length)],
        PositiveBuckets = [.. _buckets.Select(count => (double)count)],
    };

    public override int Observe(double duration)
    {
        _count++;
        _sum += duration;
        if (duration <= 0)
        {
            _zeros++;
            return 0;
        }

        int at = IndexOf(duration);
        while (!Fits(at) && _schema > FloatHistogram.SchemaMin)
        {
            Halve();
            at = IndexOf(duration);
        }

        Reach(at);
        _buckets[at - _lowest]++;
        return 0;
    }

    public override void Read(Span<double> into)
    {
        // It has no floats.
    }

    public override void Save(BinaryWriter into)
    {
        into.Write7BitEncodedInt(_schema);
        into.Write7BitEncodedInt(_lowest);
        into.Write7BitEncodedInt64(_zeros);
        into.Write7BitEncodedInt64(_count);
        into.Write(_sum);
        into.Write7BitEncodedInt(_buckets.Length);
        Array.ForEach(_buckets, into.Write7BitEncodedInt64);
    }

    public override void Load(BinaryReader from)
    {
        (_schema, _lowest) = (from.Read7BitEncodedInt(), from.Read7BitEncodedInt());
        (_zeros, _count, _sum) = (from.Read7BitEncodedInt64(), from.Read7BitEncodedInt64(), from.ReadDouble());
        int buckets = from.Read7BitEncodedInt();
        if (buckets < 0 || buckets > Math.Max(bucketsMax, 1) || _schema is < FloatHistogram.SchemaMin or > FloatHistogram.SchemaMax)
        {
            throw new FormatException($"{buckets} buckets of schema {_schema}");
        }

        _buckets = new long[buckets];
        for (int i = 0; i < buckets; i++)
        {
            _buckets[i] = from.Read7BitEncodedInt64();
        }
    }

    // Bucket i counts those in (2^((i-1)/2^schema), 2^(i/2^schema)]. The logarithm may be off by its last bit, which
    // matters at the bounds themselves, where whole powers of two are told exactly.
    private int IndexOf(double duration)
    {
        int exponent = Math.ILogB(duration);
        if (duration == Math.ScaleB(1, exponent))
        {
            return _schema >= 0 ? exponent << _schema : CeilingShift(exponent, -_schema);
        }

        return _schema >= 0
            ? (int)Math.Ceiling(Math.Log2(duration) * (1 << _schema))
            : CeilingShift(exponent + 1, -_schema);
    }

    private static int CeilingShift(int index, int by) => (index + (1 << by) - 1) >> by;

    private bool Fits(int at) => _buckets.Length == 0
        || (long)Math.Max(at, _lowest + _buckets.Length - 1) - Math.Min(at, _lowest) < bucketsMax;

    private void Halve()
    {
        int lowest = CeilingShift(_lowest, 1);
        var halved = new long[CeilingShift(_lowest + _buckets.Length - 1, 1) - lowest + 1];
        for (int i = 0; i < _buckets.Length; i++)
        {
            halved[CeilingShift(_lowest + i, 1) - lowest] += _buckets[i];
        }

        (_buckets, _lowest, _schema) = (halved, lowest, _schema - 1);
    }

    private void Reach(int at)
    {
        int from = _buckets.Length == 0 ? at : Math.Min(at, _lowest);
        int to = _buckets.Length == 0 ? at : Math.Max(at, _lowest + _buckets.Length - 1);
        if (to - from + 1 != _buckets.Length)
        {
            var larger = new long[to - from + 1];
            _buckets.CopyTo(larger, _buckets.Length == 0 ? 0 : _lowest - from);
            (_buckets, _lowest) = (larger, from);
        }
    }
}
