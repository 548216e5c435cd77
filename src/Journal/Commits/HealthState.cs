using Tocsin.Model;

namespace Tocsin.Journal.Commits;

/// <summary>
/// Keeps the journal's health: a failure of commits or of upkeep, each of which ends when one works, and damage found
/// on disk, which stays until the program is started again. Thread-safe.
/// </summary>
internal sealed class HealthState(TimeProvider time, IReadOnlyList<string> notices)
{
    private readonly Lock _gate = new();
    private string _failure = "";
    private string _upkeep = "";
    private string _damage = string.Join("; ", notices);
    private long _lastCommit = time.GetTimestamp();
    private JournalHealth _current = Compose([string.Join("; ", notices)], time);

    /// <summary>Called on the thread that found a change; must not block.</summary>
    public event Action<JournalHealth>? Changed;

    /// <summary>The health now.</summary>
    public JournalHealth Current => Volatile.Read(ref _current);

    /// <summary>How long ago a commit last worked, or the start.</summary>
    public TimeSpan LastCommitAge => time.GetElapsedTime(Volatile.Read(ref _lastCommit));

    public void CommitWorked()
    {
        Volatile.Write(ref _lastCommit, time.GetTimestamp());
        Update(ref _failure, "");
    }

    public void CommitFailed(string message) => Update(ref _failure, message);

    public void UpkeepWorked() => Update(ref _upkeep, "");

    public void UpkeepFailed(string message) => Update(ref _upkeep, message);

    public void FoundDamage(string message) => Update(ref _damage, message);

    private static JournalHealth Compose(ReadOnlySpan<string> messages, TimeProvider time)
    {
        var all = new List<string>();
        foreach (string message in messages)
        {
            if (message.Length > 0 && !all.Contains(message))
            {
                all.Add(message);
            }
        }

        return new JournalHealth(all.Count == 0, string.Join("; ", all), Instant.From(time.GetUtcNow()));
    }

    private void Update(ref string part, string message)
    {
        // Each part has one writer at a time, and the usual call changes nothing: no lock for it.
        if (part == message)
        {
            return;
        }

        JournalHealth changed;
        lock (_gate)
        {
            part = message;
            changed = Compose([_failure, _upkeep, _damage], time);
            Volatile.Write(ref _current, changed);
        }

        try
        {
            Changed?.Invoke(changed);
        }
        catch (Exception)
        {
            // A listener's bug must not end the writer, which is who tells of most changes.
        }
    }
}
