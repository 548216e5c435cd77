using System.Text;
using System.Text.Json.Nodes;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>Reads a stream's events as the page does, in the plainest way.</summary>
internal sealed class Browser
{
    private readonly List<string> _texts = [];
    private readonly Dictionary<int, JsonNode> _groups = [];
    private readonly Dictionary<int, JsonNode> _alerts = [];
    private List<int> _order = [];

    /// <summary>The id of the last event.</summary>
    public string LastEventId { get; private set; } = "";

    /// <summary>The counts told last.</summary>
    public JsonNode Counts { get; private set; } = new JsonObject();

    /// <summary>The number of the last event.</summary>
    public long Revision { get; private set; }

    /// <summary>How many alerts it holds.</summary>
    public int AlertCount => _alerts.Count;

    /// <summary>What is shown: of each group in order its labels, its counts and its alerts.</summary>
    public IReadOnlyList<ShownGroup> Groups =>
    [
        .. _order.Select(id => _groups[id]).Select(group => new ShownGroup(
            Pairs(group["labels"]!),
            (int)group["counts"]!["alerts"]!,
            (int)group["counts"]!["active"]!,
            [.. group["alerts"]!.AsArray().Select(id => Show(_alerts[(int)id!]))])),
    ];

    /// <summary>Takes one event.</summary>
    public void Take(byte[] happened)
    {
        string[] lines = Encoding.UTF8.GetString(happened).Split('\n');
        Assert.Equal(5, lines.Length);
        LastEventId = lines[0]["id: ".Length..];
        string kind = lines[1]["event: ".Length..];
        JsonObject data = JsonNode.Parse(lines[2]["data: ".Length..])!.AsObject();
        long revision = (long)data["revision"]!;
        if (kind == "snapshot")
        {
            _texts.Clear();
            _groups.Clear();
            _alerts.Clear();
            _order = [.. data["groups"]!.AsArray().Select(group => (int)group!["id"]!)];
        }
        else
        {
            Assert.Equal(kind == "delta" ? Revision + 1 : Revision, revision);
            _order = data["order"] is JsonArray order ? [.. order.Select(id => (int)id!)] : _order;
        }

        Revision = revision;
        Counts = data["counts"] ?? Counts;
        _texts.AddRange(Each(data, "texts").Select(text => (string)text!));
        Remove(_groups, Each(data, "removedGroups"));
        Remove(_alerts, Each(data, "removed"));
        Add(_groups, Each(data, "groups"));
        Add(_alerts, Each(data, "alerts"));
    }

    private ShownAlert Show(JsonNode alert) => new(
        (string)alert["fingerprint"]!, (string)alert["state"]!, Pairs(alert["labels"]!), (string)alert["summary"]!);

    private string Pairs(JsonNode places) => string.Join(' ', places.AsArray().Select(place => _texts[(int)place!]));

    private static JsonArray Each(JsonObject data, string name) => data[name]?.AsArray() ?? [];

    private static void Remove(Dictionary<int, JsonNode> from, IEnumerable<JsonNode?> ids)
    {
        foreach (JsonNode? id in ids)
        {
            Assert.True(from.Remove((int)id!), $"{id} was never there");
        }
    }

    private static void Add(Dictionary<int, JsonNode> to, IEnumerable<JsonNode?> things)
    {
        foreach (JsonNode? thing in things)
        {
            to[(int)thing!["id"]!] = thing;
        }
    }
}

/// <summary>A group as a page shows it.</summary>
internal sealed record ShownGroup(string Labels, int Count, int Active, IReadOnlyList<ShownAlert> Alerts);

/// <summary>An alert as a page shows it.</summary>
internal sealed record ShownAlert(string Fingerprint, string State, string Labels, string Summary);
