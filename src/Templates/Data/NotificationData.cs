using System.Collections.Immutable;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Data;

/// <summary>
/// What a notification's templates see as <c>.</c>. Immutable; build one per notification and share it.
/// </summary>
public sealed class NotificationData
{
    private GoPointer? _value;

    /// <summary>
    /// The receiver's name, already escaped as Go's <c>regexp.QuoteMeta</c> does (<c>Re2.Escape</c>).
    /// </summary>
    public required string Receiver { get; init; }

    /// <summary><c>firing</c> if any alert is, else <c>resolved</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The alerts, in the order that receivers see them.</summary>
    public required ImmutableArray<AlertData> Alerts { get; init; }

    /// <summary>Why there is a notification now.</summary>
    public string NotificationReason { get; init; } = "";

    /// <summary>The labels that the group is made by.</summary>
    public LabelSet GroupLabels { get; init; } = LabelSet.Empty;

    /// <summary>The labels that all alerts share; see <see cref="CommonOf"/>.</summary>
    public LabelSet CommonLabels { get; init; } = LabelSet.Empty;

    /// <summary>The annotations that all alerts share.</summary>
    public LabelSet CommonAnnotations { get; init; } = LabelSet.Empty;

    /// <summary>The labels of the route.</summary>
    public LabelSet RouteLabels { get; init; } = LabelSet.Empty;

    /// <summary>True if the route labels are rendered; else <c>routeLabels</c> renders them as templates.</summary>
    public bool RouteLabelsRendered { get; init; }

    /// <summary>The address of this server as operators reach it.</summary>
    public string ExternalUrl { get; init; } = "";

    /// <summary>One text for one recipient, for templates that hand it to a gateway; null elsewhere.</summary>
    public AddressedText? Addressed { get; init; }

    /// <summary>The data as a template value, a pointer to a struct; made once.</summary>
    public GoValue ToValue() => _value ??= new GoPointer(new DataValue(this), NotificationTypes.DataPointer);

    /// <summary>The labels that all of the sets have with the same value.</summary>
    public static LabelSet CommonOf(IReadOnlyList<LabelSet> sets)
    {
        if (sets.Count <= 1)
        {
            return sets.Count == 0 ? LabelSet.Empty : sets[0];
        }

        var common = new LabelSetBuilder();
        foreach (LabelSet.Label label in sets[0])
        {
            bool isCommon = true;
            for (int i = 1; i < sets.Count && isCommon; i++)
            {
                isCommon = sets[i].ValueOrEmpty(label.Name).SequenceEqual(label.Value);
            }

            if (isCommon)
            {
                common.Add(label.Name, label.Value);
            }
        }

        return common.Build();
    }
}

/// <summary>One text for one recipient: what such templates see besides, as <c>.To</c> and <c>.Text</c>.</summary>
/// <param name="To">Whom it is for.</param>
/// <param name="Text">The text.</param>
public sealed record AddressedText(string To, string Text);

/// <summary>One alert of a notification.</summary>
public sealed class AlertData
{
    /// <summary><c>firing</c> or <c>resolved</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The labels.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The annotations.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>Since when it fires.</summary>
    public Instant StartsAt { get; init; }

    /// <summary>Since when it is resolved; the zero time while it fires.</summary>
    public Instant EndsAt { get; init; }

    /// <summary>Where the alert comes from.</summary>
    public string GeneratorUrl { get; init; } = "";

    /// <summary>The fingerprint of the labels as 16 hexadecimal digits.</summary>
    public string Fingerprint { get; init; } = "";
}
