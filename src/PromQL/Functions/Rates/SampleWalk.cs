using Tocsin.Model.Samples;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;

namespace Tocsin.PromQL.Functions.Rates;

/// <summary>Walks the floats and histograms of a window together, oldest first.</summary>
internal ref struct SampleWalk
{
    private readonly TimedSpan<double> _floats;
    private readonly TimedSpan<FloatHistogram> _histograms;
    private int _float;
    private int _histogram;

    public SampleWalk(RangeCall call)
    {
        _floats = call.Floats;
        _histograms = call.Histograms;
        if (call.Edges == RangeEdges.Anchored)
        {
            SkipBeforeAnchor(call.StartMs);
        }
    }

    /// <summary>The float at hand; 0 for a histogram.</summary>
    public double Value { get; private set; }

    /// <summary>The histogram at hand, or null.</summary>
    public FloatHistogram? Histogram { get; private set; }

    /// <summary>When the sample at hand was taken and its counter started.</summary>
    public TimedStart Start { get; private set; }

    /// <summary>False if an anchored window has no sample inside, so that there is nothing to measure.</summary>
    public bool HasAny { get; private set; } = true;

    /// <summary>Steps to the next sample; false at the end.</summary>
    public bool MoveNext()
    {
        bool isFloat = _float < _floats.Count
            && (_histogram >= _histograms.Count || _floats.Times[_float] <= _histograms.Times[_histogram]);
        if (isFloat)
        {
            (Value, Histogram) = (_floats.Values[_float], null);
            Start = new(_floats.Times[_float], _floats.Starts[_float++]);
            return true;
        }

        if (_histogram >= _histograms.Count)
        {
            return false;
        }

        (Value, Histogram) = (0, _histograms.Values[_histogram]);
        Start = new(_histograms.Times[_histogram], _histograms.Starts[_histogram++]);
        return true;
    }

    // The anchor is the last sample at or before the beginning, of either kind; what lies before it does not count.
    private void SkipBeforeAnchor(long startMs)
    {
        int floats = CountUpTo(_floats.Times, startMs);
        int histograms = CountUpTo(_histograms.Times, startMs);
        HasAny = floats < _floats.Count || histograms < _histograms.Count;
        bool isFloat = floats > 0
            && (histograms == 0 || _floats.Times[floats - 1] >= _histograms.Times[histograms - 1]);
        _float = isFloat ? floats - 1 : floats;
        _histogram = !isFloat && histograms > 0 ? histograms - 1 : histograms;
    }

    private static int CountUpTo(ReadOnlySpan<long> times, long timeMs)
    {
        int at = times.BinarySearch(timeMs);
        return at < 0 ? ~at : at + 1;
    }
}
