using System.Globalization;

namespace Tocsin.Model;

/// <summary>
/// A point on the UTC time line in 100 ns ticks, 8 bytes. <c>default</c> is 0001-01-01T00:00:00Z, which is Go's zero
/// time, so "no end" needs no second flag.
/// </summary>
/// <remarks>
/// Alerts and silences use this rather than <see cref="DateTimeOffset"/>: half the bytes, and no offset that could
/// differ between two equal instants. Samples have their own millisecond type.
/// </remarks>
/// <param name="Ticks">100 ns ticks since 0001-01-01T00:00:00Z; range [0, 9999-12-31T23:59:59.9999999Z].</param>
public readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    /// <summary>The last representable instant, 9999-12-31T23:59:59.9999999Z.</summary>
    public static readonly Instant Max = new(DateTime.MaxValue.Ticks);

    /// <summary>True for the zero time, which stands for "not set".</summary>
    public bool IsZero => Ticks == 0;

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z, rounded towards minus infinity.</summary>
    public long UnixMs => (Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>The instant of a reading of the clock.</summary>
    public static Instant From(DateTimeOffset at) => new(at.UtcTicks);

    /// <summary>The instant of a count of milliseconds since 1970-01-01T00:00:00Z.</summary>
    public static Instant FromUnixMs(long unixMs) => new(DateTime.UnixEpoch.Ticks + (unixMs * TimeSpan.TicksPerMillisecond));

    /// <summary>The same point in time as a <see cref="DateTime"/> of kind UTC.</summary>
    public DateTime ToDateTime() => new(Ticks, DateTimeKind.Utc);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    /// <summary>True if <paramref name="left"/> is before <paramref name="right"/>.</summary>
    public static bool operator <(Instant left, Instant right) => left.Ticks < right.Ticks;

    /// <summary>True if <paramref name="left"/> is after <paramref name="right"/>.</summary>
    public static bool operator >(Instant left, Instant right) => left.Ticks > right.Ticks;

    /// <summary>True if <paramref name="left"/> is not after <paramref name="right"/>.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Ticks <= right.Ticks;

    /// <summary>True if <paramref name="left"/> is not before <paramref name="right"/>.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Ticks >= right.Ticks;

    /// <summary>The instant that much later, held to the range instead of overflowing.</summary>
    public static Instant operator +(Instant at, TimeSpan span) =>
        new((long)Int128.Clamp((Int128)at.Ticks + span.Ticks, 0, DateTime.MaxValue.Ticks));

    /// <summary>The instant that much earlier, held to the range instead of overflowing.</summary>
    public static Instant operator -(Instant at, TimeSpan span) =>
        new((long)Int128.Clamp((Int128)at.Ticks - span.Ticks, 0, DateTime.MaxValue.Ticks));

    /// <summary>How much later <paramref name="left"/> is than <paramref name="right"/>.</summary>
    public static TimeSpan operator -(Instant left, Instant right) => new(left.Ticks - right.Ticks);

    /// <summary>The earlier of the two.</summary>
    public static Instant Min(Instant left, Instant right) => left < right ? left : right;

    /// <summary>The later of the two.</summary>
    public static Instant Later(Instant left, Instant right) => left > right ? left : right;

    /// <summary>RFC 3339 in UTC with as many fractional digits as are not zero (Go's RFC3339Nano).</summary>
    public override string ToString() =>
        ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>RFC 3339 in UTC with exactly three fractional digits, as the alerts API writes it.</summary>
    public string ToMillisecondString() =>
        ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
