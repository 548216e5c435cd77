namespace Tocsin.PromQL.Numbers;

/// <summary>Adds floats and carries along what rounding loses, so that the order of many terms hardly matters.</summary>
/// <remarks>
/// Neumaier's variant of Kahan's summation. The running value and what it lost are two floats of the caller's. The
/// runtime never fuses a multiplication with an addition on its own, so the bits are the same everywhere.
/// </remarks>
internal static class CompensatedSum
{
    /// <summary>Adds a term to a sum.</summary>
    /// <param name="term">What is added.</param>
    /// <param name="sum">The running sum.</param>
    /// <param name="lost">What rounding has lost so far; 0 for good once the sum is infinite.</param>
    public static void Add(double term, ref double sum, ref double lost)
    {
        double total = sum + term;
        if (double.IsInfinity(total))
        {
            lost = 0;
        }
        else if (Math.Abs(sum) >= Math.Abs(term))
        {
            lost += (sum - total) + term;
        }
        else
        {
            lost += (term - total) + sum;
        }

        sum = total;
    }
}
