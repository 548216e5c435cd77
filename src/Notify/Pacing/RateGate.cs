using Tocsin.Model;

namespace Tocsin.Notify.Pacing;

/// <summary>
/// A token bucket as one instant: when the bucket would be full again. Whole ticks, so nothing is lost to rounding and
/// nothing has to be filled while time passes.
/// </summary>
/// <remarks>One owner; not thread-safe.</remarks>
// Source: ITU-T I.371, generic cell rate algorithm, virtual scheduling.
internal sealed class RateGate
{
    private Instant _fullAt;

    /// <summary>The limit; null for none. A reload may change it, and what was taken stays taken.</summary>
    public RateLimit? Limit { get; set; }

    /// <summary>From when on the next one may go.</summary>
    public Instant FreeAt => Limit is { } limit ? _fullAt - (limit.Interval * (limit.Burst - 1)) : default;

    /// <summary>Takes a token; allowed from <see cref="FreeAt"/> on.</summary>
    public void Take(Instant now)
    {
        if (Limit is { } limit)
        {
            _fullAt = Instant.Later(_fullAt, now) + limit.Interval;
        }
    }
}
