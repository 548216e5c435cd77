using Tocsin.Journal.Format;
using Tocsin.Model.Alerts;

namespace Tocsin.Journal.Events.Routing;

/// <summary>An alert on disk, in events and in checkpoints alike.</summary>
public static class AlertFields
{
    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Alert Read(ref EventReader fields) => new()
    {
        Labels = fields.ReadLabels(),
        Annotations = fields.ReadLabels(),
        StartsAt = fields.ReadInstant(),
        EndsAt = fields.ReadInstant(),
        UpdatedAt = fields.ReadInstant(),
        GeneratorUrl = fields.ReadString(),
        EndsByTimeout = fields.ReadBool(),
    };

    /// <summary>Writes every field.</summary>
    public static void Write(ref EventWriter writer, Alert alert)
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
