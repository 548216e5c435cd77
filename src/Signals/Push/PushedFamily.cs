using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Push;

/// <summary>All metrics of one name that a body has. Immutable.</summary>
public sealed record PushedFamily
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The explanation; null if none was given.</summary>
    public string? Help { get; init; }

    /// <summary>What they are.</summary>
    public required PushedType Type { get; init; }

    /// <summary>The metrics.</summary>
    public required IReadOnlyList<PushedMetric> Metrics { get; init; }

    /// <summary>The message <c>io.prometheus.client.MetricFamily</c>.</summary>
    public byte[] Encode()
    {
        var writer = new ProtoWriter();
        writer.Text(1, Name);
        if (Help is not null)
        {
            writer.Text(2, Help);
        }

        writer.Varint(3, (ulong)Type);
        foreach (PushedMetric metric in Metrics)
        {
            int begun = writer.Begin(4);
            metric.Write(writer);
            writer.End(begun);
        }

        return writer.Written.ToArray();
    }
}

/// <summary>What a body holds.</summary>
/// <param name="Families">Each name once.</param>
/// <param name="Fault">Why it cannot be read; null if it can.</param>
public sealed record PushedBody(IReadOnlyList<PushedFamily> Families, string? Fault)
{
    internal static PushedBody Bad(string fault) => new([], fault);
}
