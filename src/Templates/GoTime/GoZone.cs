using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Tocsin.Templates.GoTime;

/// <summary>What a zone says at one moment.</summary>
/// <param name="Seconds">Seconds east of UTC.</param>
/// <param name="Abbreviation">Such as <c>CEST</c>; empty if the zone has no name for it.</param>
public readonly record struct ZoneOffset(int Seconds, string Abbreviation);

/// <summary>Go's <c>time.Location</c>. Immutable and safe to share.</summary>
public sealed class GoZone
{
    /// <summary>UTC.</summary>
    public static readonly GoZone Utc = new("UTC", new ZoneOffset(0, "UTC"));

    // A zone is read once per process: zone files only change with the system's updates, and Go keeps none back either,
    // but it reads the file again at every call of tz.
    private static readonly ConcurrentDictionary<string, GoZone> Loaded = new(StringComparer.Ordinal);

    private readonly ZoneOffset _fixed;
    private readonly ZoneFile? _file;
    private readonly TimeZoneInfo? _system;

    private GoZone(string name, ZoneOffset offset) => (Name, _fixed) = (name, offset);

    private GoZone(string name, ZoneFile file) => (Name, _file) = (name, file);

    private GoZone(string name, TimeZoneInfo system) => (Name, _system) = (name, system);

    /// <summary>The name: <c>UTC</c>, <c>Local</c>, an IANA name, or what a fixed offset was called.</summary>
    public string Name { get; }

    /// <summary>A zone with one offset for ever.</summary>
    public static GoZone Fixed(string name, int seconds) => new(name, new ZoneOffset(seconds, name));

    /// <summary>The zone that the machine is set to, which Go calls Local.</summary>
    public static GoZone Local(TimeZoneInfo zone)
    {
        if (zone.Id is "UTC" or "Etc/UTC" or "")
        {
            return new GoZone("Local", new ZoneOffset(0, "UTC"));
        }

        return ZoneFile.TryLoad(zone.Id, out ZoneFile? file) ? new GoZone("Local", file) : new GoZone("Local", zone);
    }

    /// <summary>Finds an IANA zone; the error is worded as Go's <c>LoadLocation</c>.</summary>
    public static bool TryLoad(string name, GoZone local, [NotNullWhen(true)] out GoZone? zone, out string error)
    {
        error = "";
        zone = name switch { "" or "UTC" => Utc, "Local" => local, _ => Loaded.GetValueOrDefault(name) };
        if (zone is not null)
        {
            return true;
        }

        if (name.Contains("..", StringComparison.Ordinal) || name[0] is '/' or '\\')
        {
            error = "time: invalid location name";
            return false;
        }

        if (!ZoneFile.TryLoad(name, out ZoneFile? file))
        {
            error = "unknown time zone " + name;
            return false;
        }

        zone = Loaded.GetOrAdd(name, new GoZone(name, file));
        return true;
    }

    /// <summary>The offset at a Unix time.</summary>
    public ZoneOffset OffsetAt(long unixSeconds)
    {
        if (_file is not null)
        {
            return _file.OffsetAt(unixSeconds);
        }

        if (_system is null)
        {
            return _fixed;
        }

        const long SecondsMax = 3652059L * 86400 - 1;
        long ticks = Math.Clamp(unixSeconds + GoMoment.UnixEpochFromZero, 0, SecondsMax) * TimeSpan.TicksPerSecond;
        TimeSpan offset = _system.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc));
        return new ZoneOffset((int)offset.TotalSeconds, "");
    }
}
