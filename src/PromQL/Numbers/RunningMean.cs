namespace Tocsin.PromQL.Numbers;

/// <summary>
/// The mean of floats with compensated sums: the sum divided by the count, unless the sum would be infinite; from there
/// on the mean itself is carried along.
/// </summary>
internal struct RunningMean
{
    private double _sum;
    private double _mean;
    private double _lost;
    private double _count;
    private bool _isIncremental;

    public void Add(double value)
    {
        _count++;
        if (_count == 1)
        {
            _sum = value;
            return;
        }

        if (!_isIncremental)
        {
            (double sum, double lost) = (_sum, _lost);
            CompensatedSum.Add(value, ref sum, ref lost);
            if (!double.IsInfinity(sum))
            {
                (_sum, _lost) = (sum, lost);
                return;
            }

            _isIncremental = true;
            _mean = _sum / (_count - 1);
            _lost /= _count - 1;
        }

        double share = (_count - 1) / _count;
        _mean = share * _mean;
        _lost = share * _lost;
        CompensatedSum.Add(value / _count, ref _mean, ref _lost);
    }

    /// <summary>The mean of what was added; at least one value was.</summary>
    public readonly double Value => _isIncremental ? _mean + _lost : (_sum / _count) + (_lost / _count);
}
