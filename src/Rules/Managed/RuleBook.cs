using Tocsin.Journal.Events.Rules;
using Tocsin.Model;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Managed;

/// <summary>
/// All rule groups that hold: those of files and those that the API keeps. Decides on edits; holds no clock and does no
/// I/O. One owner, the rules' lane.
/// </summary>
public sealed class RuleBook
{
    /// <summary>How many groups the API keeps at most.</summary>
    public const int GroupsMax = 10_000;

    private readonly GroupHistories _histories;
    private readonly Dictionary<GroupName, RuleGroupModel> _managed = [];
    private IReadOnlyList<RuleGroupModel> _ofFiles = [];
    private HashSet<string> _files = [];

    /// <summary>Goes on with what was kept.</summary>
    public RuleBook(GroupHistories histories) => _histories = histories;

    /// <summary>The versions of the groups that the API keeps.</summary>
    public GroupHistories Histories => _histories;

    /// <summary>All groups: those of files in their order, then those of the API by namespace and name.</summary>
    public IReadOnlyList<RuleGroupModel> Groups =>
    [
        .. _ofFiles,
        .. _histories.InForce.Where(group => _managed.ContainsKey(group.Name)).Select(group => _managed[group.Name]),
    ];

    /// <summary>True if a namespace is a file's name, whose groups only the file can change.</summary>
    public bool IsFile(string name) => _files.Contains(name);

    /// <summary>A group that the API keeps, as it runs; null if there is none.</summary>
    public RuleGroupModel? Find(GroupName name) => _managed.GetValueOrDefault(name);

    /// <summary>Puts the groups of files in force, and compiles the others anew, under options that may have changed.</summary>
    /// <returns>What is wrong with kept groups, which do not run until somebody mends them.</returns>
    public IReadOnlyList<RuleFileFault> Load(IReadOnlyList<RuleGroupModel> ofFiles, RuleFileOptions options)
    {
        _ofFiles = ofFiles;
        _files = [.. ofFiles.Select(group => group.File)];
        var before = new Dictionary<GroupName, RuleGroupModel>(_managed);
        var faults = new List<RuleFileFault>();
        _managed.Clear();
        foreach ((GroupName name, GroupRevision revision) in _histories.InForce)
        {
            RuleFileResult read = ManagedGroupReader.Read(name.Namespace, revision.Text, options, before.GetValueOrDefault(name));
            if (read.IsOk && read.Groups is [var model] && !IsFile(name.Namespace))
            {
                _managed.Add(name, model);
            }
            else
            {
                faults.AddRange(read.IsOk ? [TakenFault(name)] : read.Faults);
            }
        }

        return faults;
    }

    /// <summary>Decides on an edit and takes it in; the caller writes the event down before anybody is told.</summary>
    public EditOutcome Edit(GroupEdit edit, Instant now)
    {
        GroupRevision? current = _histories.Current(edit.Name);
        if (Obstacle(edit, current) is { } obstacle)
        {
            return obstacle;
        }

        var edited = new RuleGroupEdited(now > _histories.LatestAt ? now : _histories.LatestAt)
        {
            Namespace = edit.Name.Namespace,
            Group = edit.Name.Group,
            Version = _histories.NextVersion(edit.Name),
            Text = edit.Text,
            By = edit.By,
            Comment = edit.Comment,
            RestoredFrom = edit.RestoredFrom,
        };
        _histories.Apply(edited);
        _managed.Remove(edit.Name);
        if (edit.Model is { } model)
        {
            _managed.Add(edit.Name, model);
        }

        return new EditOutcome(EditVerdict.Done, edited.Version) { Event = edited };
    }

    private EditOutcome? Obstacle(GroupEdit edit, GroupRevision? current)
    {
        long version = current?.Version ?? 0;
        if (edit.Expected is { } expected && expected != version)
        {
            return new EditOutcome(EditVerdict.Conflict, version,
                $"version {version} is in force, not {expected}: read the group again, somebody changed it");
        }

        if (edit.Model is null)
        {
            return current is null ? new EditOutcome(EditVerdict.NotFound, 0, "there is no such rule group") : null;
        }

        if (IsFile(edit.Name.Namespace))
        {
            return new EditOutcome(EditVerdict.Refused, 0, TakenFault(edit.Name).Text);
        }

        if (current is null && _histories.InForce.Count() >= GroupsMax)
        {
            return new EditOutcome(EditVerdict.Refused, 0, $"there are {GroupsMax} rule groups already, which is the most");
        }

        return current is not null && current.Text == edit.Text && _managed.ContainsKey(edit.Name)
            ? new EditOutcome(EditVerdict.Unchanged, version)
            : null;
    }

    private static RuleFileFault TakenFault(GroupName name) => new(
        name.Namespace, default, $"{name.Namespace} is a rule file of this server: change the file, or choose another namespace")
    {
        Group = name.Group,
    };
}
