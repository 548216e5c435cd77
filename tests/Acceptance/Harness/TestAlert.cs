using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Tocsin.Acceptance.Harness;

/// <summary>An alert of a scenario, its times in seconds of the scenario's scale.</summary>
/// <param name="Labels">Its labels.</param>
internal sealed record TestAlert(ImmutableSortedDictionary<string, string> Labels)
{
    /// <summary>Its annotations.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>When it starts; null to let the server say.</summary>
    public double? Start { get; init; }

    /// <summary>When it ends; null while it fires.</summary>
    public double? End { get; init; }

    /// <summary>An alert of this name, with more labels as name and value in turn.</summary>
    public static TestAlert Alert(string name, params ReadOnlySpan<string> labels)
    {
        ImmutableSortedDictionary<string, string>.Builder all =
            ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        all["alertname"] = name;
        for (int i = 0; i < labels.Length; i += 2)
        {
            all[labels[i]] = labels[i + 1];
        }

        return new TestAlert(all.ToImmutable());
    }

    /// <summary>The same with one more annotation.</summary>
    public TestAlert Annotate(string name, string value) => this with { Annotations = Annotations.SetItem(name, value) };

    /// <summary>The same, firing since then.</summary>
    public TestAlert Active(double start) => this with { Start = start, End = null };

    /// <summary>The same, over since <paramref name="end"/>.</summary>
    public TestAlert Active(double start, double end) => this with { Start = start, End = end };

    /// <summary>The alert as the API takes it.</summary>
    public JsonObject ToPost(DateTimeOffset zero)
    {
        var post = new JsonObject { ["labels"] = ToJson(Labels), ["annotations"] = ToJson(Annotations) };
        if (Start is { } start)
        {
            post["startsAt"] = Rfc3339(zero.AddSeconds(start));
        }

        if (End is { } end)
        {
            post["endsAt"] = Rfc3339(zero.AddSeconds(end));
        }

        return post;
    }

    /// <summary>The alert that a webhook delivered.</summary>
    public static TestAlert FromWebhook(JsonNode alert, DateTimeOffset zero)
    {
        bool firing = (string)alert["status"]! == "firing";
        return new TestAlert(FromJson(alert["labels"]!))
        {
            Annotations = FromJson(alert["annotations"]!),
            Start = Seconds(alert["startsAt"]!, zero),
            End = firing ? null : Seconds(alert["endsAt"]!, zero),
        };
    }

    /// <summary>True if a delivered alert is this one; a start that the scenario leaves open fits any.</summary>
    public bool Fits(TestAlert delivered, double tolerance) =>
        Labels.SequenceEqual(delivered.Labels)
        && Annotations.SequenceEqual(delivered.Annotations)
        && (Start is null || Math.Abs(Start.Value - delivered.Start!.Value) <= tolerance)
        && End.HasValue == delivered.End.HasValue
        && (End is null || Math.Abs(End.Value - delivered.End!.Value) <= tolerance);

    /// <inheritdoc/>
    public override string ToString()
    {
        string annotations = Annotations.Count == 0 ? "" : " " + Text(Annotations);
        return string.Create(CultureInfo.InvariantCulture, $"{Text(Labels)}{annotations}[{Start:0.00}:{End:0.00}]");
    }

    private static string Text(ImmutableSortedDictionary<string, string> map) =>
        "{" + string.Join(',', map.Select(pair => $"{pair.Key}={pair.Value}")) + "}";

    private static string Rfc3339(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static double Seconds(JsonNode at, DateTimeOffset zero) =>
        (DateTimeOffset.Parse((string)at!, CultureInfo.InvariantCulture) - zero).TotalSeconds;

    private static JsonObject ToJson(ImmutableSortedDictionary<string, string> map) =>
        new(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    private static ImmutableSortedDictionary<string, string> FromJson(JsonNode map) =>
        map.AsObject().ToImmutableSortedDictionary(p => p.Key, p => (string)p.Value!, StringComparer.Ordinal);
}
