using Tocsin.Model;

namespace Tocsin.Journal.Commits;

/// <summary>
/// Keeps the journal's health: a failure of commits, which ends when one works, and damage found on disk, which stays
/// until the program is started again. Thread-safe.
/// </summary>
internal sealed class HealthState(TimeProvider time, IReadOnlyList<string> notices)
{
    private readonly Lock _gate = new();
    private string _failure = "";
    private string _damage = string.Join("; ", notices);
    private long _lastCommit = time.GetTimestamp();
    private JournalHealth _current = Compose("", string.Join("; ", notices), time);

    /// <summary>Called on the thread that found a change; must not block.</summary>
    public event Action<JournalHealth>? Changed;

    /// <summary>The health now.</summary>
    public JournalHealth Current => Volatile.Read(ref _current);

    /// <summary>How long ago a commit last worked, or the start.</summary>
    public TimeSpan LastCommitAge => time.GetElapsedTime(Volatile.Read(ref _lastCommit));

    public void CommitWorked()
    {
        Volatile.Write(ref _lastCommit, time.GetTimestamp());
        if (_failure.Length > 0)
        {
            Update("", _damage);
        }
    }

    public void CommitFailed(string message) => Update(message, _damage);

    public void FoundDamage(string message) => Update(_failure, message);

    private static JournalHealth Compose(string failure, string damage, TimeProvider time)
    {
        string message = failure.Length > 0 && damage.Length > 0 ? $"{failure}; {damage}" : failure + damage;
        return new JournalHealth(message.Length == 0, message, Instant.From(time.GetUtcNow()));
    }

    private void Update(string failure, string damage)
    {
        JournalHealth changed;
        lock (_gate)
        {
            if (failure == _failure && damage == _damage)
            {
                return;
            }

            _failure = failure;
            _damage = damage;
            changed = Compose(failure, damage, time);
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
