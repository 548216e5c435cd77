using System.Globalization;

namespace Tocsin.Signals.Probes;

/// <summary>How long a probe may take.</summary>
public static class ProbeBudget
{
    /// <summary>The time where nobody says.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    /// <summary>Computes it from what the scraper, the module and the settings say.</summary>
    /// <param name="header">What the scraper says of its own patience, in seconds; empty for nothing.</param>
    /// <param name="module">What the module says; zero for nothing.</param>
    /// <param name="offset">What is taken off the scraper's patience, so that the answer gets there in time.</param>
    /// <param name="budget">The time.</param>
    /// <returns>What is wrong with the header, or null.</returns>
    // Source: blackbox_exporter prober, getTimeout. Otherwise than there no header makes it last longer than two minutes.
    public static string? Compute(string header, TimeSpan module, TimeSpan offset, out TimeSpan budget)
    {
        budget = Longest;
        double seconds = 0;
        if (header.Length > 0
            && (!double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds) || !double.IsFinite(seconds)))
        {
            return $"\"{header}\" is not a number of seconds";
        }

        seconds = seconds == 0 ? Longest.TotalSeconds : Math.Clamp(seconds, -1, Longest.TotalSeconds);
        TimeSpan most = TimeSpan.FromSeconds(seconds) - offset;
        budget = (module > TimeSpan.Zero && module < most) || most < TimeSpan.Zero ? module : most;
        return null;
    }
}
