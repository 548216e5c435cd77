using Tocsin.Model;
using Tocsin.Templates.GoTime;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary>Times as people give them and as the API has them.</summary>
internal static class Dates
{
    /// <summary>How times look if nothing else is asked for.</summary>
    public const string DefaultFormat = "2006-01-02 15:04:05 MST";

    private const string Rfc3339 = "2006-01-02T15:04:05Z07:00";

    /// <summary>Reads what a person gave.</summary>
    /// <exception cref="CommandFailure">It is no time of RFC 3339.</exception>
    public static GoMoment Parse(string text) =>
        TimeParse.TryParse(Rfc3339, text, out GoMoment moment, out string error)
            ? moment
            : throw new CommandFailure(error);

    /// <summary>Reads what the API gave; null if it is no time.</summary>
    public static GoMoment? Read(string text) =>
        TimeParse.TryParse(Rfc3339, text, out GoMoment moment, out _) ? moment : null;

    /// <summary>A time of the API in the wanted format; as it is if it is no time.</summary>
    public static string Format(string text, string layout) =>
        Read(text) is { } moment ? TimeFormat.Format(moment, layout) : text;

    /// <summary>A time for the API.</summary>
    public static string Write(GoMoment moment) => TimeFormat.Format(moment, "2006-01-02T15:04:05.000Z07:00");

    /// <summary>The present by the terminal's clock.</summary>
    public static GoMoment Now(Terminal terminal) => GoMoment.From(Instant.From(terminal.Time.GetUtcNow()), GoZone.Utc);

    /// <summary>The moment that much later.</summary>
    public static GoMoment After(GoMoment moment, TimeSpan span) =>
        moment.In(GoZone.Utc).Add(checked(span.Ticks * TimeSpan.NanosecondsPerTick));

    /// <summary>For sorting what the API gave: by time, what is no time first.</summary>
    public static long Order(string text) => Read(text)?.UnixNanos ?? long.MinValue;
}
