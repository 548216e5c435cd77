using Tocsin.Model;
using Tocsin.Routing.Config;

namespace Tocsin.Routing.TimeIntervals;

/// <summary>A named set of times, compiled: a moment lies in it if it lies in any of its entries. Immutable.</summary>
public sealed class TimeIntervalModel
{
    // Five years of days with a few boundaries each; an interval that does not change by then is as good as constant.
    private const int YearsMax = 5;

    private readonly TimeSpecModel[] _specs;

    /// <summary>Compiles an interval.</summary>
    /// <param name="config">The interval as written and checked.</param>
    /// <param name="local">The zone that <c>Local</c> stands for.</param>
    public TimeIntervalModel(TimeIntervalConfig config, TimeZoneInfo local)
    {
        Name = config.Name;
        _specs = [.. config.TimeIntervals.Select(s => new TimeSpecModel(s, local))];
    }

    /// <summary>The name by which routes refer to it.</summary>
    public string Name { get; }

    /// <summary>True if the moment lies in the interval.</summary>
    public bool Contains(Instant at)
    {
        foreach (TimeSpecModel spec in _specs)
        {
            if (spec.Contains(at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The first moment after <paramref name="at"/> at which <see cref="Contains"/> changes its answer; null if it does
    /// not within five years.
    /// </summary>
    /// <remarks>For explanations: up to some milliseconds where the change is years away.</remarks>
    public Instant? NextChange(Instant at)
    {
        if (_specs.Length == 0)
        {
            return null;
        }

        bool inside = Contains(at);
        Instant last = at + TimeSpan.FromDays(366 * YearsMax);
        while (at < last)
        {
            at = _specs.Min(s => s.NextBoundary(at));
            if (Contains(at) != inside)
            {
                return at;
            }
        }

        return null;
    }
}
