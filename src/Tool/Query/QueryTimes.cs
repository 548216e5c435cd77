using System.Globalization;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Query;

/// <summary>The instants of a query as people give them: <c>now</c>, <c>-1h</c>, Unix seconds, RFC 3339.</summary>
internal static class QueryTimes
{
    // Steps that people can read off an axis.
    private static readonly int[] Steps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

    /// <summary>Unix seconds.</summary>
    /// <exception cref="CommandFailure">It is no instant.</exception>
    public static double Parse(string text, TimeProvider time)
    {
        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        if (text is "" or "now")
        {
            return now;
        }

        if (text[0] == '-' && GoDurationText.Parse(text[1..], out _) is { } back)
        {
            return now - back.TotalSeconds;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            ? seconds
            : Dates.Read(text) is { } moment
                ? moment.UnixNanos / 1e9
                : throw new CommandFailure($"\"{text}\" is no time: give now, -1h, Unix seconds or 2026-01-31T12:00:00Z");
    }

    /// <summary>Seconds for the API.</summary>
    public static string Write(double seconds) => Math.Round(seconds, 3).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A step that gives at most so many points.</summary>
    public static int Step(double seconds, int points)
    {
        double least = seconds / Math.Max(points, 1);
        return Array.Find(Steps, s => s >= least) is > 0 and var step ? step : (int)Math.Ceiling(least / 86_400) * 86_400;
    }

    /// <summary>An instant for people, in UTC.</summary>
    public static string Show(double seconds, string format) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000)).UtcDateTime
            .ToString(format, CultureInfo.InvariantCulture);
}
