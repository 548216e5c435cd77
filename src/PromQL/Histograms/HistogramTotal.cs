using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Histograms;

/// <summary>
/// The sum or the mean of histograms with compensated sums. A mean is the sum divided by the count, unless the sum would
/// be infinite; from there on the mean itself is carried along.
/// </summary>
internal sealed class HistogramTotal(bool isMean)
{
    private WorkingHistogram? _total;
    private double _count;
    private bool _isIncremental;
    private bool _sawReset;
    private bool _sawNoReset;

    /// <summary>True if one histogram said that the counter was reset, and another that it was not.</summary>
    public bool HintsCollide => _sawReset && _sawNoReset;

    /// <summary>The sum or mean of what was added; at least one was.</summary>
    public FloatHistogram Value
    {
        get
        {
            WorkingHistogram result = _total!.Clone();
            if (isMean && !_isIncremental)
            {
                result.Divide(_count);
            }

            return result.ToHistogram();
        }
    }

    /// <summary>Adds one; after <see cref="CombineOutcome.Incompatible"/> there is no value.</summary>
    public CombineOutcome Add(FloatHistogram histogram)
    {
        _sawReset |= histogram.ResetHint == CounterResetHint.CounterReset;
        _sawNoReset |= histogram.ResetHint == CounterResetHint.NotCounterReset;
        _count++;
        if (_total is null)
        {
            _total = new WorkingHistogram(histogram);
            return CombineOutcome.None;
        }

        if (!isMean)
        {
            return _total.AddCompensated(histogram);
        }

        if (!_isIncremental)
        {
            WorkingHistogram sum = _total.Clone();
            CombineOutcome outcome = sum.AddCompensated(histogram);
            if (outcome.HasFlag(CombineOutcome.Incompatible) || !sum.HasOverflow())
            {
                _total = sum;
                return outcome;
            }

            _isIncremental = true;
            _total.Divide(_count - 1);
        }

        _total.Multiply((_count - 1) / _count);
        return _total.AddCompensated(HistogramMath.Divide(histogram, _count));
    }
}
