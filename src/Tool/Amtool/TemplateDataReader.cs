using System.Text.Json;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Templates.Data;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary>Reads the data of a notification from JSON as webhooks get it.</summary>
internal static class TemplateDataReader
{
    /// <summary>Reads it; what is missing is empty.</summary>
    /// <exception cref="CommandFailure">A value has the wrong kind.</exception>
    public static NotificationData Read(JsonElement root)
    {
        Require(root, JsonValueKind.Object, "the data");
        return new NotificationData
        {
            Receiver = Text(root, "receiver"),
            Status = Text(root, "status"),
            Alerts = [.. Alerts(root)],
            NotificationReason = Text(root, "notificationReason"),
            GroupLabels = Labels(root, "groupLabels"),
            CommonLabels = Labels(root, "commonLabels"),
            CommonAnnotations = Labels(root, "commonAnnotations"),
            RouteLabels = Labels(root, "routeLabels"),
            ExternalUrl = Text(root, "externalURL"),
        };
    }

    private static IEnumerable<AlertData> Alerts(JsonElement root)
    {
        if (Find(root, "alerts") is not { } list)
        {
            yield break;
        }

        Require(list, JsonValueKind.Array, "alerts");
        foreach (JsonElement alert in list.EnumerateArray())
        {
            Require(alert, JsonValueKind.Object, "an alert");
            yield return new AlertData
            {
                Status = Text(alert, "status"),
                Labels = Labels(alert, "labels"),
                Annotations = Labels(alert, "annotations"),
                StartsAt = Time(alert, "startsAt"),
                EndsAt = Time(alert, "endsAt"),
                GeneratorUrl = Text(alert, "generatorURL"),
                Fingerprint = Text(alert, "fingerprint"),
            };
        }
    }

    private static Instant Time(JsonElement owner, string name)
    {
        string text = Text(owner, name);
        return text.Length == 0
            ? default
            : new Instant((Dates.Parse(text).UnixNanos / TimeSpan.NanosecondsPerTick) + DateTime.UnixEpoch.Ticks);
    }

    private static LabelSet Labels(JsonElement owner, string name)
    {
        var labels = new LabelSetBuilder();
        if (Find(owner, name) is { } map)
        {
            Require(map, JsonValueKind.Object, name);
            foreach (JsonProperty pair in map.EnumerateObject())
            {
                Require(pair.Value, JsonValueKind.String, $"{name}.{pair.Name}");
                labels.Add(pair.Name, pair.Value.GetString() ?? "");
            }
        }

        return labels.Build();
    }

    private static string Text(JsonElement owner, string name)
    {
        if (Find(owner, name) is not { } value)
        {
            return "";
        }

        Require(value, JsonValueKind.String, name);
        return value.GetString() ?? "";
    }

    // Go matches keys without regard to case; the last one wins.
    private static JsonElement? Find(JsonElement owner, string name)
    {
        JsonElement? found = null;
        foreach (JsonProperty property in owner.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && property.Value.ValueKind != JsonValueKind.Null)
            {
                found = property.Value;
            }
        }

        return found;
    }

    private static void Require(JsonElement value, JsonValueKind kind, string name)
    {
        if (value.ValueKind != kind)
        {
            throw new CommandFailure($"json: cannot unmarshal {value.ValueKind} into {name}, want {kind}");
        }
    }
}
