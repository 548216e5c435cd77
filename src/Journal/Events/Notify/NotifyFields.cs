using Tocsin.Journal.Format;
using Tocsin.Model.Alerts;

namespace Tocsin.Journal.Events.Notify;

/// <summary>How alerts, hashes and receiver data stand in the events and checkpoints of the stage Notify.</summary>
public static class NotifyFields
{
    /// <summary>Writes a count and the alerts.</summary>
    public static void WriteAlerts(ref EventWriter writer, IReadOnlyList<Alert> alerts)
    {
        writer.WriteCount(alerts.Count);
        foreach (Alert alert in alerts)
        {
            writer.WriteLabels(alert.Labels);
            writer.WriteLabels(alert.Annotations);
            writer.WriteInstant(alert.StartsAt);
            writer.WriteInstant(alert.EndsAt);
            writer.WriteInstant(alert.UpdatedAt);
            writer.WriteString(alert.GeneratorUrl);
            writer.WriteBool(alert.EndsByTimeout);
        }
    }

    /// <summary>Reads what <see cref="WriteAlerts"/> wrote.</summary>
    public static IReadOnlyList<Alert> ReadAlerts(ref EventReader fields)
    {
        var alerts = new Alert[fields.ReadCount()];
        for (int i = 0; i < alerts.Length; i++)
        {
            alerts[i] = new Alert
            {
                Labels = fields.ReadLabels(),
                Annotations = fields.ReadLabels(),
                StartsAt = fields.ReadInstant(),
                EndsAt = fields.ReadInstant(),
                UpdatedAt = fields.ReadInstant(),
                GeneratorUrl = fields.ReadString(),
                EndsByTimeout = fields.ReadBool(),
            };
        }

        return alerts;
    }

    /// <summary>Writes a count and the hashes.</summary>
    public static void WriteHashes(ref EventWriter writer, IReadOnlyList<ulong> hashes)
    {
        writer.WriteCount(hashes.Count);
        for (int i = 0; i < hashes.Count; i++)
        {
            writer.WriteFixed64(hashes[i]);
        }
    }

    /// <summary>Reads what <see cref="WriteHashes"/> wrote.</summary>
    public static IReadOnlyList<ulong> ReadHashes(ref EventReader fields)
    {
        int count = fields.ReadCount();
        ulong[] hashes = count == 0 ? [] : new ulong[count];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = fields.ReadFixed64();
        }

        return hashes;
    }

    /// <summary>Writes a count and the pairs, in the order of their names, so that equal data are equal bytes.</summary>
    public static void WriteData(ref EventWriter writer, IReadOnlyDictionary<string, string> data)
    {
        writer.WriteCount(data.Count);
        foreach ((string name, string value) in data.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            writer.WriteString(name);
            writer.WriteString(value);
        }
    }

    /// <summary>Reads what <see cref="WriteData"/> wrote.</summary>
    public static IReadOnlyDictionary<string, string> ReadData(ref EventReader fields)
    {
        int count = fields.ReadCount();
        var data = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string name = fields.ReadString();
            data[name] = fields.ReadString();
        }

        return data;
    }

    /// <summary>Writes a count and the texts.</summary>
    public static void WriteTexts(ref EventWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteCount(texts.Count);
        foreach (string text in texts)
        {
            writer.WriteString(text);
        }
    }

    /// <summary>Reads what <see cref="WriteTexts"/> wrote.</summary>
    public static IReadOnlyList<string> ReadTexts(ref EventReader fields)
    {
        var texts = new string[fields.ReadCount()];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = fields.ReadString();
        }

        return texts;
    }
}
