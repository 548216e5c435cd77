using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Push;

/// <summary>One metric of a family. Immutable but for <see cref="Relabel"/>, which its reader calls before handing it on.</summary>
/// <param name="labels">Its labels, as pushed.</param>
/// <param name="kind">Which value it has; null for none.</param>
/// <param name="value">The message of the value, as on the wire.</param>
public sealed class PushedMetric(IReadOnlyList<PushLabel> labels, PushedType? kind, byte[] value)
{
    /// <summary>Its labels; by name once it is in a group.</summary>
    public IReadOnlyList<PushLabel> Labels { get; private set; } = labels;

    /// <summary>Which value it has; null for none. A histogram of gauges has that of a histogram.</summary>
    public PushedType? Kind => kind;

    /// <summary>The message of the value.</summary>
    public ReadOnlySpan<byte> Value => value;

    /// <summary>Whether a time was pushed with it.</summary>
    public bool HasTime { get; init; }

    /// <summary>Puts the labels of a group over its own.</summary>
    // Source: Pushgateway storage, sanitizeLabels: an empty instance keeps that of the Pushgateway itself away.
    public void Relabel(IReadOnlyList<PushLabel> group)
    {
        var all = new List<PushLabel>(Labels.Count + group.Count + 1);
        bool hasInstance = false;
        foreach (PushLabel label in Labels)
        {
            int at = Find(group, label.Name);
            all.Add(at < 0 ? label : group[at]);
            hasInstance |= label.Name == PushLabel.Instance;
        }

        foreach (PushLabel label in group)
        {
            if (Find(Labels, label.Name) < 0)
            {
                all.Add(label);
                hasInstance |= label.Name == PushLabel.Instance;
            }
        }

        if (!hasInstance)
        {
            all.Add(new PushLabel(PushLabel.Instance, ""));
        }

        all.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        Labels = all;
    }

    /// <summary>Writes it as a message <c>io.prometheus.client.Metric</c>.</summary>
    internal void Write(ProtoWriter writer)
    {
        foreach (PushLabel label in Labels)
        {
            int pair = writer.Begin(1);
            writer.Text(1, label.Name);
            writer.Text(2, label.Value);
            writer.End(pair);
        }

        if (kind is { } held)
        {
            writer.Bytes(FieldOf(held), value);
        }
    }

    /// <summary>The field that a value has in a metric.</summary>
    internal static int FieldOf(PushedType type) => type switch
    {
        PushedType.Gauge => 2,
        PushedType.Counter => 3,
        PushedType.Summary => 4,
        PushedType.Untyped => 5,
        _ => 7,
    };

    private static int Find(IReadOnlyList<PushLabel> labels, string name)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
