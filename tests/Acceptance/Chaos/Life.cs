using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.Chaos;

/// <summary>
/// The lives of many groups: one alert fires, a second one joins it, both end. Each stage is one notification, and is
/// posted until the server has answered with 200, however often it is killed meanwhile.
/// </summary>
internal sealed class Life(AlertmanagerProcess server, IReadOnlyList<string> groups)
{
    public const int Stages = 3;

    private const int BatchSize = 50;

    /// <summary>The label <c>to</c> of a group, by which it is routed: the part before the dash.</summary>
    public static string ReceiverOf(string group) => group[..group.IndexOf('-', StringComparison.Ordinal)];

    public async Task PostAsync(int stage)
    {
        foreach (string[] batch in groups.Chunk(BatchSize))
        {
            var body = new JsonArray([.. batch.SelectMany(group => AlertsOf(group, stage))]);
            await RealTime.PollAsync(() => TryPostAsync(body.ToJsonString()), TimeSpan.FromSeconds(60), "a 200");
        }
    }

    private static IEnumerable<JsonNode> AlertsOf(string group, int stage) => stage switch
    {
        1 => [Alert(group, "first", null)],
        2 => [Alert(group, "second", null)],
        _ => [Alert(group, "first", TimeProvider.System.GetUtcNow()), Alert(group, "second", TimeProvider.System.GetUtcNow())],
    };

    private static JsonObject Alert(string group, string name, DateTimeOffset? end) => new()
    {
        ["labels"] = new JsonObject
        {
            ["alertname"] = "Chaos",
            ["group"] = group,
            ["part"] = name,
            ["to"] = ReceiverOf(group),
        },
        ["annotations"] = new JsonObject { ["summary"] = "accepted, so somebody hears of it" },
        ["startsAt"] = "2026-01-01T00:00:00Z",
        ["endsAt"] = end?.ToString("O", CultureInfo.InvariantCulture) ?? "2099-01-01T00:00:00Z",
    };

    private async Task<bool> TryPostAsync(string body)
    {
        try
        {
            Answer answer = await server.Client.SendAsync(HttpMethod.Post, "api/v2/alerts", body);
            return answer.Status == HttpStatusCode.OK;
        }
        catch (Exception gone) when (gone is HttpRequestException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
    }
}
