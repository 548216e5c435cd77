using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Labels;

namespace Tocsin.Notify.ReceiverTests;

/// <summary>What somebody who wants to see a receiver work asks for. Immutable.</summary>
public sealed record ReceiverTest
{
    /// <summary>How long one attempt may take.</summary>
    public static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(30);

    /// <summary>The name of the alert that is made up.</summary>
    public const string AlertName = "TocsinReceiverTest";

    /// <summary>The label by which the alert of a test is known.</summary>
    public const string MarkName = "tocsin_test";

    /// <summary>Names the test, so that two of them never meet in one incident.</summary>
    public required string Id { get; init; }

    /// <summary>Who asks; empty if nobody says.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>Labels besides the test's own, which cannot be replaced.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>Annotations besides the test's own; a summary or description is marked as a test.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>
    /// Whether the message is followed by one that says that it resolved. Null: where the other end keeps something open.
    /// </summary>
    public bool? Resolve { get; init; }

    /// <summary>One integration, <c>slack</c> or <c>slack[0]</c>; empty for all of the receiver.</summary>
    public string Integration { get; init; } = "";

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeoutDefault;

    /// <summary>Whether the test is to go by this integration.</summary>
    public bool Wants(in IntegrationKey key) => Integration.Length == 0
        || Integration == key.Integration
        || Integration == $"{key.Integration}[{key.Index}]"
        || Integration == $"{key.Integration}/{key.Index}";
}
