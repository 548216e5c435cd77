using Tocsin.Journal.Events.Rules;
using Tocsin.Model;

namespace Tocsin.Rules.Managed;

/// <summary>
/// Every version of every group that the API keeps, as the journal tells them. Old versions go when they are too many
/// bytes, the oldest first; the one in force of each group stays whatever its size.
/// </summary>
/// <remarks>Not thread-safe: recovery first, then only the rules' lane.</remarks>
public sealed class GroupHistories
{
    /// <summary>How many bytes the texts of versions that are not in force may take together.</summary>
    public const long OldBytesMax = 16 << 20;

    // What a version takes besides its text, so that a million removals are bounded, too.
    private const int RevisionBytes = 256;

    private readonly SortedDictionary<GroupName, List<GroupRevision>> _histories = new(Comparer<GroupName>.Create(Compare));
    private readonly Queue<(GroupName Name, GroupRevision Old)> _old = new();
    private readonly long _oldBytesMax;
    private long _oldBytes;

    /// <summary>Knows of none.</summary>
    /// <param name="oldBytesMax">How many bytes versions that are not in force may take.</param>
    public GroupHistories(long oldBytesMax = OldBytesMax) => _oldBytesMax = oldBytesMax;

    /// <summary>The groups that are in force, by namespace and name.</summary>
    public IEnumerable<(GroupName Name, GroupRevision Revision)> InForce =>
        _histories.Where(pair => !pair.Value[^1].IsRemoval).Select(pair => (pair.Key, pair.Value[^1]));

    /// <summary>When the last edit was; zero before the first. Edits never go back in time.</summary>
    public Instant LatestAt { get; private set; }

    /// <summary>All that is known, in the order in which it happened.</summary>
    internal IEnumerable<RuleGroupEdited> Events =>
        _histories.SelectMany(pair => pair.Value.Select(revision => revision.ToEvent(pair.Key))).OrderBy(edited => edited.At);

    /// <summary>The versions of a group, the oldest first; none if it never was.</summary>
    public IReadOnlyList<GroupRevision> Of(GroupName name) => _histories.TryGetValue(name, out List<GroupRevision>? all) ? all : [];

    /// <summary>One version of a group; null if it never was, or is forgotten.</summary>
    public GroupRevision? Find(GroupName name, long version) => Of(name).FirstOrDefault(one => one.Version == version);

    /// <summary>The version in force; null if there is none.</summary>
    public GroupRevision? Current(GroupName name) => Of(name) is [.., { IsRemoval: false } last] ? last : null;

    /// <summary>The number that the next version of a group gets.</summary>
    public long NextVersion(GroupName name) => Of(name) is [.., var last] ? last.Version + 1 : 1;

    /// <summary>Takes in an edit.</summary>
    public void Apply(RuleGroupEdited edited)
    {
        var name = new GroupName(edited.Namespace, edited.Group);
        if (!_histories.TryGetValue(name, out List<GroupRevision>? history))
        {
            _histories.Add(name, history = []);
        }
        else if (!history[^1].IsRemoval)
        {
            Retire(name, history[^1]);
        }

        LatestAt = edited.At > LatestAt ? edited.At : LatestAt;
        var revision = GroupRevision.Of(edited);
        history.Add(revision);
        if (revision.IsRemoval)
        {
            // Nothing of it is in force from the start.
            Retire(name, revision);
        }

        Trim();
    }

    private void Retire(GroupName name, GroupRevision revision)
    {
        _old.Enqueue((name, revision));
        _oldBytes += BytesOf(revision);
    }

    private void Trim()
    {
        while (_oldBytes > _oldBytesMax && _old.TryDequeue(out (GroupName Name, GroupRevision Old) oldest))
        {
            _oldBytes -= BytesOf(oldest.Old);
            List<GroupRevision> history = _histories[oldest.Name];
            history.Remove(oldest.Old);
            if (history.Count == 0)
            {
                _histories.Remove(oldest.Name);
            }
        }
    }

    private static long BytesOf(GroupRevision revision) =>
        RevisionBytes + (2L * (revision.Text.Length + revision.By.Length + revision.Comment.Length));

    private static int Compare(GroupName one, GroupName other)
    {
        int byNamespace = string.CompareOrdinal(one.Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(one.Group, other.Group);
    }
}
