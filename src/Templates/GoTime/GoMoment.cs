using Tocsin.Model;

namespace Tocsin.Templates.GoTime;

/// <summary>Go's <c>time.Time</c>: a point in time with a zone to show it in.</summary>
/// <param name="Seconds">Seconds since 1970-01-01T00:00:00Z; any 64 bit number, so years go far beyond 9999.</param>
/// <param name="Nanos">Nanoseconds of the second, [0, 1e9).</param>
/// <param name="Zone">The zone its date and hour are read in.</param>
public readonly record struct GoMoment(long Seconds, int Nanos, GoZone Zone)
{
    /// <summary>Seconds from year 1, where Go's zero time is, to 1970.</summary>
    public const long UnixEpochFromZero = 62135596800;

    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>True for January 1, year 1, 00:00:00 UTC.</summary>
    public bool IsZero => Seconds == -UnixEpochFromZero && Nanos == 0;

    /// <summary>Nanoseconds since 1970, wrapping around where Go's do.</summary>
    public long UnixNanos => unchecked((Seconds * NanosPerSecond) + Nanos);

    private Int128 NanosFromZero => (((Int128)Seconds + UnixEpochFromZero) * NanosPerSecond) + Nanos;

    /// <summary>The moment of an instant.</summary>
    public static GoMoment From(Instant instant, GoZone zone)
    {
        (long seconds, long rest) = Math.DivRem(instant.Ticks, TimeSpan.TicksPerSecond);
        return new(seconds - UnixEpochFromZero, (int)(rest * 100), zone);
    }

    /// <summary>The moment of a civil date in a zone; fields beyond their range carry over, as in Go.</summary>
    public static GoMoment FromCivil(CivilTime civil, GoZone zone)
    {
        long local = civil.ToSeconds();
        // As Go does: guess the offset, and look again if the guess lands on the other side of a change.
        int offset = zone.OffsetAt(local).Seconds;
        if (offset != 0)
        {
            offset = zone.OffsetAt(local - offset).Seconds;
        }

        return new(local - offset, civil.Nanosecond, zone);
    }

    /// <summary>The same point in another zone.</summary>
    public GoMoment In(GoZone zone) => this with { Zone = zone };

    /// <summary>The date and time of day in the zone.</summary>
    public CivilTime ToCivil() => CivilTime.FromSeconds(Seconds + Zone.OffsetAt(Seconds).Seconds, Nanos);

    /// <summary>The zone's abbreviation and its offset east of UTC in seconds.</summary>
    public ZoneOffset Offset() => Zone.OffsetAt(Seconds);

    /// <summary>The moment that many nanoseconds later.</summary>
    public GoMoment Add(long nanos) => FromNanos(NanosFromZero + nanos, Zone);

    /// <summary>How many nanoseconds later this is than the other, held to 64 bits.</summary>
    public long Sub(GoMoment other) =>
        (long)Int128.Clamp(NanosFromZero - other.NanosFromZero, long.MinValue, long.MaxValue);

    /// <summary>Compares the points in time; zones do not matter.</summary>
    public int CompareInstant(GoMoment other) => NanosFromZero.CompareTo(other.NanosFromZero);

    /// <summary>Rounds down to a multiple of a duration since the zero time.</summary>
    public GoMoment Truncate(long unit) => unit <= 0 ? this : FromNanos(NanosFromZero - Remainder(unit), Zone);

    /// <summary>Rounds to the nearest multiple of a duration since the zero time, halves up.</summary>
    public GoMoment Round(long unit)
    {
        if (unit <= 0)
        {
            return this;
        }

        Int128 rest = Remainder(unit);
        return FromNanos(NanosFromZero - rest + (rest + rest < unit ? 0 : unit), Zone);
    }

    /// <summary>The moment with years, months and days added to its date, carried over as Go does.</summary>
    public GoMoment AddDate(long years, long months, long days)
    {
        CivilTime civil = ToCivil();
        return FromCivil(
            civil with
            {
                Year = civil.Year + years,
                Month = (int)(civil.Month + months),
                Day = (int)(civil.Day + days),
            },
            Zone);
    }

    /// <summary>As Go prints a time: <c>2006-01-02 15:04:05.999999999 -0700 MST</c>.</summary>
    public override string ToString() => TimeFormat.Format(this, "2006-01-02 15:04:05.999999999 -0700 MST");

    private Int128 Remainder(long unit)
    {
        Int128 rest = NanosFromZero % unit;
        return rest < 0 ? rest + unit : rest;
    }

    private static GoMoment FromNanos(Int128 nanosFromZero, GoZone zone)
    {
        (Int128 seconds, Int128 nanos) = Int128.DivRem(nanosFromZero, NanosPerSecond);
        if (nanos < 0)
        {
            seconds--;
            nanos += NanosPerSecond;
        }

        return new((long)(seconds - UnixEpochFromZero), (int)nanos, zone);
    }
}
