using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.KillNine;

/// <summary>
/// Clients that post alerts and silences until the server dies under them, and remember what was answered with 200.
/// </summary>
internal sealed class Load(AlertmanagerClient client, int round)
{
    private const int AlertClients = 3;
    private const int BatchesAtMost = 12;
    private const int BatchSize = 5;

    /// <summary>The <c>id</c> labels of alerts that were accepted.</summary>
    public ConcurrentQueue<string> Alerts { get; } = new();

    /// <summary>The ids of silences that were accepted.</summary>
    public ConcurrentQueue<string> Silences { get; } = new();

    /// <summary>Answers that were neither 200 nor cut off.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>Sends until everything is sent or the server is gone.</summary>
    public Task RunAsync()
    {
        IEnumerable<Task> alerts = Enumerable.Range(0, AlertClients).Select(PostAlertsAsync);
        return Task.WhenAll([.. alerts, PostSilencesAsync()]);
    }

    private async Task PostAlertsAsync(int sender)
    {
        for (int batch = 0; batch < BatchesAtMost; batch++)
        {
            string[] ids = [.. Enumerable.Range(0, BatchSize).Select(n => $"r{round}-c{sender}-b{batch}-{n}")];
            var body = new JsonArray([.. ids.Select(id => (JsonNode)Alert(id, $"r{round}-c{sender}-{batch % 4}"))]);
            Answer? answer = await TrySendAsync("api/v2/alerts", body);
            if (answer is null)
            {
                return;
            }

            Array.ForEach(ids, Alerts.Enqueue);
        }
    }

    private async Task PostSilencesAsync()
    {
        for (int i = 0; i < BatchesAtMost; i++)
        {
            Answer? answer = await TrySendAsync("api/v2/silences", Silence($"r{round}-s{i}"));
            if (answer is null)
            {
                return;
            }

            Silences.Enqueue((string)JsonNode.Parse(answer.Body)!["silenceID"]!);
        }
    }

    // Null once the server is gone. Whether what was cut off was accepted nobody can know, so it is not counted.
    private async Task<Answer?> TrySendAsync(string path, JsonNode body)
    {
        try
        {
            Answer answer = await client.SendAsync(HttpMethod.Post, path, body.ToJsonString());
            if (answer.Status == HttpStatusCode.OK)
            {
                return answer;
            }

            Refusals.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.Status} {answer.Body}"));
            return null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static JsonObject Alert(string id, string group) => new JsonObject
    {
        ["labels"] = new JsonObject { ["alertname"] = "Killed", ["group"] = group, ["id"] = id },
        ["annotations"] = new JsonObject { ["summary"] = "accepted, so never lost" },
        ["endsAt"] = "2099-01-01T00:00:00Z",
    };

    private static JsonObject Silence(string name) => new()
    {
        ["matchers"] = new JsonArray(new JsonObject { ["name"] = "nobody", ["value"] = name, ["isRegex"] = false }),
        ["startsAt"] = "2026-01-01T00:00:00Z",
        ["endsAt"] = "2099-01-01T00:00:00Z",
        ["createdBy"] = "kill nine",
        ["comment"] = name,
    };
}
