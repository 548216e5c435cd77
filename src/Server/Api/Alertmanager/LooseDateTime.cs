using System.Globalization;
using System.Text;
using Tocsin.Model;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>The date-time forms beyond RFC 3339 that upstream's API library takes; without an offset they are UTC.</summary>
// Source: go-openapi/strfmt, DateTimeFormats.
internal static class LooseDateTime
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm'Z'",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd",
    ];

    public static bool TryParse(ReadOnlySpan<byte> utf8, out Instant at)
    {
        at = default;
        if (utf8.IsEmpty)
        {
            return true;
        }

        if (utf8.Length > 40)
        {
            return false;
        }

        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool ok = DateTime.TryParseExact(
            Encoding.UTF8.GetString(utf8), Forms, CultureInfo.InvariantCulture, Styles, out DateTime time);
        at = new Instant(time.Ticks);
        return ok;
    }
}
