using System.Buffers;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Push;

/// <summary>A family as a group holds it. Immutable.</summary>
public sealed record PushGroupFamily
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required PushedType Type { get; init; }

    /// <summary>Its message, with the labels of the group.</summary>
    public required byte[] Message { get; init; }

    /// <summary>When it was pushed, in nanoseconds of Unix time.</summary>
    public required long AtNs { get; init; }

    /// <summary>What stands for each of its metrics.</summary>
    internal IReadOnlyList<SeriesKey> Keys { get; init; } = [];

    /// <summary>How many metrics it has.</summary>
    public int Count => Keys.Count;
}

/// <summary>What was pushed with the same labels in the path. Immutable.</summary>
public sealed record PushGroup
{
    /// <summary>The metric that says when a push succeeded.</summary>
    public const string PushTime = "push_time_seconds";

    /// <summary>The metric that says when a push failed.</summary>
    public const string PushFailureTime = "push_failure_time_seconds";

    // Source: Pushgateway README, "Metrics about the Pushgateway and pushed metrics", for what the two mean.
    private const string PushTimeHelp = "When this group was last changed by a push, in seconds of Unix time.";
    private const string PushFailureTimeHelp = "When a push to this group was last refused, in seconds of Unix time; 0 for never.";

    /// <summary>Its labels, by name.</summary>
    public required IReadOnlyList<PushLabel> Labels { get; init; }

    /// <summary>What it holds, by name.</summary>
    public required IReadOnlyDictionary<string, PushGroupFamily> Families { get; init; }

    /// <summary>When a push last succeeded, in nanoseconds of Unix time; 0 for never.</summary>
    public long PushedNs { get; init; }

    /// <summary>When a push was last refused, in nanoseconds of Unix time; 0 for never.</summary>
    public long FailedNs { get; init; }

    /// <summary>How many metrics it holds, the two about pushes included.</summary>
    public int Count => Families.Values.Sum(family => family.Count) + 2;

    /// <summary>What tells it from all others.</summary>
    public string Key => KeyOf(Labels);

    /// <summary>What tells a group with these labels from all others.</summary>
    public static string KeyOf(IReadOnlyList<PushLabel> labels) =>
        string.Join('\u0001', labels.SelectMany(label => new[] { label.Name, label.Value }));

    /// <summary>The two metrics about pushes.</summary>
    public IEnumerable<PushGroupFamily> Times() =>
    [
        TimeOf(PushTime, PushTimeHelp, PushedNs), TimeOf(PushFailureTime, PushFailureTimeHelp, FailedNs),
    ];

    /// <summary>Writes all that it holds, each family after its length.</summary>
    public void Expose(IBufferWriter<byte> output)
    {
        foreach (PushGroupFamily family in Families.Values.Concat(Times()))
        {
            Span<byte> length = output.GetSpan(5);
            int used = 0;
            uint rest = (uint)family.Message.Length;
            for (; rest >= 0x80; rest >>= 7)
            {
                length[used++] = (byte)(rest | 0x80);
            }

            length[used++] = (byte)rest;
            output.Advance(used);
            output.Write(family.Message);
        }
    }

    /// <summary>What a family becomes within a group; the labels of the group are put over its own.</summary>
    public static PushGroupFamily Hold(PushedFamily family, IReadOnlyList<PushLabel> group, long atNs)
    {
        var keys = new List<SeriesKey>(family.Metrics.Count);
        foreach (PushedMetric metric in family.Metrics)
        {
            metric.Relabel(group);
            keys.Add(PushChecks.KeyOf(family.Name, metric));
        }

        return new PushGroupFamily { Name = family.Name, Type = family.Type, Message = family.Encode(), AtNs = atNs, Keys = keys };
    }

    private PushGroupFamily TimeOf(string name, string help, long atNs)
    {
        var writer = new ProtoWriter();
        writer.Fixed(1, atNs / 1e9);
        var metric = new PushedMetric([], PushedType.Gauge, writer.Written.ToArray());
        var family = new PushedFamily { Name = name, Help = help, Type = PushedType.Gauge, Metrics = [metric] };
        return Hold(family, Labels, Math.Max(atNs, PushedNs > 0 ? PushedNs : FailedNs));
    }
}
