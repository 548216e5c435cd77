using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Tocsin.Server.Logging;

/// <summary>A log line's parts, in the order in which they are written.</summary>
internal readonly ref struct LogEntry
{
    public DateTimeOffset Time { get; init; }

    public LogLevel Level { get; init; }

    public string Source { get; init; }

    public string Message { get; init; }

    public IReadOnlyList<KeyValuePair<string, object?>> Values { get; init; }

    public Exception? Error { get; init; }
}

/// <summary>Turns entries into bytes, in either format.</summary>
internal static class LogLineFormatter
{
    private const int ValueCharsMax = 16 * 1024;

    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static byte[] Format(LogEntry entry, LogFormat format) =>
        format == LogFormat.Json ? Json(entry) : Logfmt(entry);

    private static byte[] Logfmt(LogEntry entry)
    {
        var line = new StringBuilder(256);
        string time = entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        LogfmtText.Append(line, "time", time);
        LogfmtText.Append(line, "level", LevelName(entry.Level));
        LogfmtText.Append(line, "source", entry.Source);
        LogfmtText.Append(line, "msg", Clean(entry.Message));
        foreach ((string key, object? value) in entry.Values)
        {
            if (key != "{OriginalFormat}")
            {
                LogfmtText.Append(line, key, Clean(LogfmtText.Format(value)));
            }
        }

        if (entry.Error is { } error)
        {
            LogfmtText.Append(line, "err", Clean(Describe(error, entry.Level)));
        }

        return Encoding.UTF8.GetBytes(line.Append('\n').ToString());
    }

    private static byte[] Json(LogEntry entry)
    {
        using var bytes = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(bytes, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("time", entry.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("level", LevelName(entry.Level));
            json.WriteString("source", entry.Source);
            json.WriteString("msg", Clean(entry.Message));
            foreach ((string key, object? value) in entry.Values)
            {
                WriteJson(json, key, value);
            }

            if (entry.Error is { } error)
            {
                json.WriteString("err", Clean(Describe(error, entry.Level)));
            }

            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static void WriteJson(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case var _ when key == "{OriginalFormat}":
                break;
            case null:
                json.WriteNull(key);
                break;
            case bool flag:
                json.WriteBoolean(key, flag);
                break;
            case int or long or uint or short or byte:
                json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(key, number);
                break;
            default:
                json.WriteString(key, Clean(LogfmtText.Format(value)));
                break;
        }
    }

    // A stack is for a bug of ours, which is logged as an error; what the world does wrong has a message.
    private static string Describe(Exception error, LogLevel level) =>
        level >= LogLevel.Error && error is not (IOException or OperationCanceledException)
            ? error.ToString()
            : error.Message;

    private static string Clean(string text)
    {
        string bounded = text.Length > ValueCharsMax ? string.Concat(text.AsSpan(0, ValueCharsMax), "…") : text;
        return Redaction.Apply(bounded);
    }

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };
}
