using System.Text;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>What makes an alert invalid on its own.</summary>
// Source: Alertmanager types, Alert.Validate: the order of the checks and the texts.
internal static class AlertValidation
{
    /// <summary>The fault; null if there is none.</summary>
    public static string? Fault(Alert alert, bool classicNames)
    {
        if (alert.StartsAt.IsZero)
        {
            return "start time missing";
        }

        if (alert.EndsAt < alert.StartsAt)
        {
            return "start time must be before end time";
        }

        if (FaultyName(alert.Labels, classicNames) is { } label)
        {
            return $"invalid label set: invalid name {GoQuote.Quote(label)}";
        }

        if (alert.Labels.Count == 0)
        {
            return "at least one label pair required";
        }

        return FaultyName(alert.Annotations, classicNames) is { } annotation
            ? $"invalid annotations: invalid name {GoQuote.Quote(annotation)}"
            : null;
    }

    // A set holds valid UTF-8 in the order of its names, so that without the classic rule only the first can be wrong: empty.
    private static string? FaultyName(LabelSet labels, bool classicNames)
    {
        foreach (LabelSet.Label label in labels)
        {
            bool valid = classicNames ? LabelName.IsClassic(label.Name) : !label.Name.IsEmpty;
            if (!valid)
            {
                return Encoding.UTF8.GetString(label.Name);
            }

            if (!classicNames)
            {
                break;
            }
        }

        return null;
    }
}
