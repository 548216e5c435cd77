using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events.Routing;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Routing.Grouping;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Silences;

namespace Tocsin.Routing.Recovery;

/// <summary>The router's state on disk: entries that each begin with a tag.</summary>
/// <remarks>
/// <code>
/// tag 0: instant                                  when the checkpoint was taken
/// tag 1: alert, end recorded, group ids released from
/// tag 2: group id, opened, first due, flush number, last flush
/// tag 3: a SilenceChanged event's instant and fields
/// </code>
/// An unknown tag is passed over, so that an older version can read a newer file.
/// </remarks>
internal static class RouterCheckpoint
{
    private const byte TakenTag = 0;
    private const byte AlertTag = 1;
    private const byte GroupTag = 2;
    private const byte SilenceTag = 3;

    public static void Save(
        CheckpointWriter writer,
        IEnumerable<AlertEntry> alerts,
        IEnumerable<AlertGroup> groups,
        IEnumerable<Silence> silences,
        Instant now)
    {
        writer.Add(now, static (ref EventWriter fields, Instant at) =>
        {
            fields.WriteByte(TakenTag);
            fields.WriteInstant(at);
        });
        foreach (AlertEntry entry in alerts)
        {
            writer.Add((entry, now), WriteAlert);
        }

        foreach (AlertGroup group in groups)
        {
            writer.Add(group, WriteGroup);
        }

        foreach (Silence silence in silences)
        {
            writer.Add(SilenceEvents.Of(silence, now), WriteSilence);
        }
    }

    public static void Load(CheckpointReader reader, RouterState state)
    {
        while (reader.TryRead(out EventReader fields))
        {
            switch (fields.ReadByte())
            {
                case TakenTag:
                    state.AliveAt(fields.ReadInstant());
                    break;
                case AlertTag:
                    state.Add(ReadAlert(ref fields));
                    break;
                case GroupTag:
                    state.Add(fields.ReadString(), ReadGroup(ref fields));
                    break;
                case SilenceTag:
                    state.Add((SilenceChanged)SilenceChanged.Read(fields.ReadInstant(), ref fields));
                    break;
            }
        }
    }

    private static void WriteAlert(ref EventWriter fields, (AlertEntry Entry, Instant Now) item)
    {
        fields.WriteByte(AlertTag);
        AlertFields.Write(ref fields, item.Entry.Alert);
        fields.WriteBool(item.Entry.IsEndRecorded);
        fields.WriteStrings(ReleasedFrom(item.Entry, item.Now));
    }

    // While an alert fires every route has it in a group; a slot that lost its group was released after the end.
    private static IReadOnlyList<string> ReleasedFrom(AlertEntry entry, Instant now)
    {
        if (!entry.Alert.IsResolvedAt(now))
        {
            return [];
        }

        var scratch = new Model.Labels.LabelSetBuilder();
        return [.. entry.Routes.Where((_, place) => entry.GroupOn(place) is null)
            .Select(route => AlertGroup.IdOf(route, route.GroupBy.LabelsOf(entry.Alert.Labels, scratch)))];
    }

    private static SavedAlert ReadAlert(ref EventReader fields)
    {
        var saved = new SavedAlert(AlertFields.Read(ref fields)) { IsEndRecorded = fields.ReadBool() };
        IReadOnlyList<string> released = fields.ReadStrings();
        if (released.Count > 0)
        {
            saved.ReleasedFrom.UnionWith(released);
        }

        return saved;
    }

    private static void WriteGroup(ref EventWriter fields, AlertGroup group)
    {
        fields.WriteByte(GroupTag);
        fields.WriteString(group.Id);
        fields.WriteInstant(group.OpenedAt);
        fields.WriteInstant(group.DueAt);
        fields.WriteVarint((ulong)group.FlushNumber);
        fields.WriteInstant(group.LastFlushAt);
    }

    private static GroupSeed ReadGroup(ref EventReader fields) =>
        new(fields.ReadInstant(), fields.ReadInstant(), (long)fields.ReadVarint(), fields.ReadInstant());

    private static void WriteSilence(ref EventWriter fields, SilenceChanged silence)
    {
        fields.WriteByte(SilenceTag);
        fields.WriteInstant(silence.At);
        silence.Write(ref fields);
    }
}
