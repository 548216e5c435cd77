using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Differential;

/// <summary>A received message in the form in which two servers are compared.</summary>
/// <param name="At">The second of the script at which it came.</param>
/// <param name="Stream">Whom it is for: the sink's path, and the group if the body names one.</param>
/// <param name="Content">Type, agent and body, without what must differ.</param>
internal sealed partial record Message(double At, string Stream, string Content)
{
    /// <summary>The message of a request.</summary>
    public static Message From(Received received, double at)
    {
        string body = received.Body;

        // 0.33 does not know the labels of routes; a drop-in for 0.34 sends them.
        body = RouteLabels().Replace(body, "");

        // The real server gives an instant back with nanoseconds and the offset it came with; ours has 100 ns in UTC.
        body = Instant().Replace(body, m => Utc(m.Value));

        // Ours adds its own name behind the one that receivers may look for.
        string agent = Version().Replace(received.Headers.GetValueOrDefault("User-Agent", ""), "/V")
            .Replace(" Tocsin/V", "", StringComparison.Ordinal);
        string type = received.Headers.GetValueOrDefault("Content-Type", "");
        string stream = $"{received.Path} {GroupKey(received.Body)}";
        return new Message(at, stream, $"{received.Method} {type} {agent} {body}");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"@{At:0.00} {Content}");

    private static string GroupKey(string body)
    {
        try
        {
            return (string?)(JsonNode.Parse(body) as JsonObject)?["groupKey"] ?? "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string Utc(string at) =>
        DateTimeOffset.Parse(at, CultureInfo.InvariantCulture).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]{5})")]
    private static partial Regex Instant();

    [GeneratedRegex(""","routeLabels":\{[^}]*\}""")]
    private static partial Regex RouteLabels();

    [GeneratedRegex("/[0-9.]+")]
    private static partial Regex Version();
}
