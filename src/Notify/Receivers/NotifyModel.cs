using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using Tocsin.Notify.Pacing;

namespace Tocsin.Notify.Receivers;

/// <summary>All receivers with their integrations, validated and compiled. Immutable; a reload swaps the reference.</summary>
public sealed class NotifyModel
{
    /// <summary>No receivers.</summary>
    public static readonly NotifyModel Empty = new([]);

    private readonly FrozenDictionary<string, ReceiverModel> _receivers;
    private readonly FrozenDictionary<IntegrationKey, IntegrationModel> _integrations;

    /// <summary>Takes the receivers in the order of the configuration; their names differ.</summary>
    public NotifyModel(IReadOnlyList<ReceiverModel> receivers)
    {
        Receivers = receivers;
        _receivers = receivers.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);
        _integrations = receivers.SelectMany(r => r.Integrations).ToFrozenDictionary(i => i.Key);
    }

    /// <summary>The receivers in the order of the configuration.</summary>
    public IReadOnlyList<ReceiverModel> Receivers { get; }

    /// <summary>Every integration of every receiver.</summary>
    public IEnumerable<IntegrationModel> Integrations => _integrations.Values;

    /// <summary>Finds a receiver by its name.</summary>
    public bool TryGetReceiver(string name, [NotNullWhen(true)] out ReceiverModel? receiver) =>
        _receivers.TryGetValue(name, out receiver);

    /// <summary>The integration in that place, or null.</summary>
    public IntegrationModel? Find(in IntegrationKey key) => _integrations.GetValueOrDefault(key);
}

/// <summary>One receiver. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Integrations">By kind, in the order of the kinds' keys, then in the order as written.</param>
public sealed record ReceiverModel(string Name, IReadOnlyList<IntegrationModel> Integrations)
{
    /// <summary>True if its configuration says how its messages are delivered, by keys of Tocsin's own.</summary>
    public bool HasOwnDelivery { get; init; }

    /// <summary>Who is told what this one could not be told; null for nobody.</summary>
    public FallbackModel? Fallback { get; init; }
}

/// <summary>Who is told what a receiver could not be told. Immutable.</summary>
/// <param name="Receiver">The name of the receiver that is told instead.</param>
/// <param name="After">It is told also when nothing has succeeded for so long; null for only when delivery fails for good.</param>
public sealed record FallbackModel(string Receiver, TimeSpan? After);

/// <summary>One integration of one receiver. Immutable.</summary>
/// <param name="Key">Its place.</param>
/// <param name="SendResolved">Whether it wants to hear of resolved alerts.</param>
/// <param name="Notifier">What sends.</param>
public sealed record IntegrationModel(IntegrationKey Key, bool SendResolved, INotifier Notifier)
{
    /// <summary>Whether the other end keeps something open until it is told that the alerts resolved.</summary>
    public bool KeepsIncidents { get; init; }

    /// <summary>How its messages are paced; null for the program's defaults.</summary>
    public DeliveryModel? Delivery { get; init; }
}
