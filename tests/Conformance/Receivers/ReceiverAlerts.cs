using System.Globalization;
using System.Text.Json;

namespace Tocsin.Conformance.Receivers;

/// <summary>The alerts of a play.</summary>
internal static class ReceiverAlerts
{
    /// <summary>One alert.</summary>
    /// <param name="name">Its name, by which it is grouped.</param>
    /// <param name="instance">Which of the group.</param>
    /// <param name="start">When it began.</param>
    /// <param name="end">When it ended; null while it fires.</param>
    public static object Plain(string name, string instance, DateTimeOffset start, DateTimeOffset? end = null) => new
    {
        labels = new { alertname = name, severity = "critical", instance, job = "node" },
        annotations = new
        {
            summary = "Disk <sda> is 99% full & rising",
            description = $"on \"{instance}\", see 'the' wiki",
            runbook_url = "https://wiki.example/run?a=1&b=2",
        },
        startsAt = Text(start),
        endsAt = end is { } ended ? Text(ended) : null,
        generatorURL = $"http://prometheus.example/graph?g0.expr=up+%3D%3D+0&instance={instance}",
    };

    /// <summary>One alert whose texts are longer than any receiver takes.</summary>
    public static object Long(string name, DateTimeOffset start) => new
    {
        labels = new { alertname = name, severity = "warning", instance = "a:1", team = new string('t', 300) },
        annotations = new
        {
            summary = "Long: " + string.Concat(Enumerable.Repeat("0123456789 ", 120)),
            description = string.Concat(Enumerable.Range(0, 4_000).Select(i => $"line {i}\n")),
        },
        startsAt = Text(start),
        endsAt = (string?)null,
        generatorURL = "http://prometheus.example/long",
    };

    /// <summary>One alert in many scripts, with what each format must escape.</summary>
    public static object Foreign(string name, DateTimeOffset start) => new
    {
        labels = new Dictionary<string, string>
        {
            ["alertname"] = name,
            ["severity"] = "info",
            ["instance"] = "größe:1",
            ["städte"] = "Zürich, 東京",
        },
        annotations = new
        {
            summary = "警告 🚨👩‍🚒 é e\u0301 \u202e",
            description = "tab\there\nline 2\r\nline 3 \\ back \u2028 sep \u0001 <b>&amp;</b> {{ }} _*`[]()~#+-=|.!",
        },
        startsAt = Text(start),
        endsAt = (string?)null,
        generatorURL = "http://prometheus.example/graph?q=%E6%9D%B1",
    };

    /// <summary>The body of a post.</summary>
    public static string Body(params object[] alerts) => JsonSerializer.Serialize(alerts, Json);

    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
