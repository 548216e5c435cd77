using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Relabel;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>Writes alerts as <c>POST /api/v2/alerts</c> takes them.</summary>
internal static class AlertsBody
{
    /// <summary>The body; empty if relabel rules drop all alerts.</summary>
    public static ReadOnlyMemory<byte> Of(IReadOnlyList<Alert> alerts, IReadOnlyList<Relabeling> rules)
    {
        GoJsonWriter json = new GoJsonWriter().BeginArray();
        var edits = new LabelEdits();
        bool isEmpty = true;
        foreach (Alert alert in alerts)
        {
            LabelSet labels = alert.Labels;
            if (rules.Any(rule => !rule.IsEmpty))
            {
                edits.Reset(labels);
                if (!rules.All(rule => rule.Apply(edits)))
                {
                    continue;
                }

                labels = edits.ToLabelSet();
            }

            // Without a label it is no alert to an Alertmanager, which would refuse all that come with it.
            if (labels.Count > 0)
            {
                Write(json, alert, labels);
                isEmpty = false;
            }
        }

        return isEmpty ? default : json.EndArray().Written;
    }

    private static void Write(GoJsonWriter json, Alert alert, LabelSet labels)
    {
        WriteAll(json.BeginObject().Name("labels").BeginObject(), labels);
        WriteAll(json.EndObject().Name("annotations").BeginObject(), alert.Annotations);
        json.EndObject()
            .Field("startsAt", alert.StartsAt.ToString())
            .Field("endsAt", alert.EndsAt.ToString())
            .FieldUnlessEmpty("generatorURL", alert.GeneratorUrl)
            .EndObject();
    }

    private static void WriteAll(GoJsonWriter json, LabelSet labels)
    {
        foreach (LabelSet.Label label in labels)
        {
            json.Field(label.Name, label.Value);
        }
    }
}
