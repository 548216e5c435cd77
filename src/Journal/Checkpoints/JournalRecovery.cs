using Tocsin.Journal.Commits;
using Tocsin.Journal.Format;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Checkpoints;

/// <summary>Restores projections from their checkpoints and one pass over the events after the oldest.</summary>
internal static class JournalRecovery
{
    public static RecoveryReport Run(IBlockStore store, IReadOnlyList<IProjection> projections, CheckpointFloors floors)
    {
        var damage = new List<string>();
        var from = new long[projections.Count];
        for (int i = 0; i < from.Length; i++)
        {
            from[i] = Load(store, projections[i], floors, damage);
        }

        int loaded = projections.Count(p => floors.Has(p.Name)) - damage.Count;
        long events = 0;
        long last = from.DefaultIfEmpty(0).Max();
        if (from.Length > 0)
        {
            foreach (JournalRecord record in new JournalReader(store, damage.Add).ReadFrom(from.Min() + 1))
            {
                events++;
                last = record.Seq;
                for (int i = 0; i < from.Length; i++)
                {
                    if (record.Seq > from[i])
                    {
                        projections[i].Apply(record.Seq, record.Event);
                    }
                }
            }
        }

        return new RecoveryReport
        {
            Checkpoints = loaded,
            Events = events,
            LastSeq = last,
            Damage = damage,
        };
    }

    // A checkpoint that cannot be read costs time, not state, as long as the events are there to replay.
    private static long Load(IBlockStore store, IProjection projection, CheckpointFloors floors, List<string> damage)
    {
        if (!floors.Has(projection.Name))
        {
            return 0;
        }

        try
        {
            using var reader = new CheckpointReader(store.ReadCheckpoint(projection.Name));
            projection.Load(reader);
            return floors.Of(projection.Name);
        }
        catch (Exception wrong) when (
            wrong is JournalFormatException or JournalStoreException { Failure: CommitFailure.Corrupt })
        {
            damage.Add($"journal: the checkpoint of {projection.Name} is damaged ({wrong.Message}); "
                + "its state is rebuilt from all events still kept");
            using var nothing = new CheckpointReader([]);
            projection.Load(nothing);
            return 0;
        }
    }
}
