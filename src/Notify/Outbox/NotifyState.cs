using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Notify.NotificationLog;

namespace Tocsin.Notify.Outbox;

/// <summary>
/// What the stage must remember over a crash: the notification log, and the notifications that were decided and have
/// not ended. It changes only by <see cref="Apply(JournalEvent)"/>, so that replay and live running cannot differ.
/// </summary>
/// <remarks>One owner; not thread-safe.</remarks>
public sealed class NotifyState : IProjection
{
    // 1 and 6 are how older versions wrote the notification log.
    private const byte LogEntryTag = 1;
    private const byte OpenTag = 2;
    private const byte HeldTag = 3;
    private const byte ChainTag = 4;
    private const byte UndeliverableTag = 5;
    private const byte PerhapsTag = 6;
    private const byte OpenAtTag = 7;
    private const byte LogRowTag = 8;

    private readonly KeyIndex<OpenNotification, OpenNotification.ById> _open = new();
    private readonly SharedInstances _instances = new();
    private readonly Dictionary<NotificationTarget, HeldMark> _held = [];
    private readonly FallbackChains _chains = new();
    private readonly Dictionary<IntegrationKey, PageUndeliverable> _undeliverable = [];
    private long _checkpointBytes;
    private long _taken;

    /// <inheritdoc/>
    public string Name => "notify";

    /// <summary>How many bytes the last <see cref="Save"/> wrote; may be read from any thread.</summary>
    public long CheckpointBytes => Volatile.Read(ref _checkpointBytes);

    /// <summary>What was last told to whom.</summary>
    public LogState Log { get; private set; } = new();

    /// <summary>Decided and not ended, in no order.</summary>
    public IReadOnlyCollection<OpenNotification> Open => _open;

    /// <summary>How many are decided and have not ended; may be read from any thread.</summary>
    public int OpenCount => _open.Count;

    /// <inheritdoc/>
    public long OldestNeeded { get; private set; } = long.MaxValue;

    /// <summary>The notification of that id if it has not ended; null otherwise.</summary>
    public OpenNotification? Find(string id) => Find(NotificationId.KeyOf(id));

    /// <summary>How it stands with a page that went on to other receivers; null if it did not.</summary>
    public FallbackChain? ChainOf(OpenNotification open) => _chains.Find(FallbackChains.RootOf(open));

    /// <summary>The integrations whose pages reach nobody, with the first such page.</summary>
    public IReadOnlyDictionary<IntegrationKey, PageUndeliverable> Undeliverable => _undeliverable;

    /// <summary>Takes in an event of the journal. Of a decision only its place is kept: who needs it reads it there.</summary>
    public void Apply(long seq, JournalEvent happened)
    {
        Apply(happened);
        if (happened is NotificationDecided decided && Find(decided.Id) is { } open)
        {
            open.Seq = seq;
            open.ReleaseBody();
            OldestNeeded = Math.Min(OldestNeeded, seq);
        }
    }

    /// <summary>Takes in an event that happens now.</summary>
    public void Apply(JournalEvent happened)
    {
        switch (happened)
        {
            case NotificationDecided decided:
                Add(OpenNotification.Of(decided, _instances.Share(decided.Target.Instance)));
                _held.Remove(decided.Target);
                if (decided.Origin is { } origin)
                {
                    _chains.Decided(origin, Find(origin.RootId) is not null);
                }

                break;
            case AttemptFinished attempt when Find(attempt.Id) is { } open:
                open.Attempts = attempt.Attempt;
                break;
            case NotificationLogged logged:
                if (_open.Remove(NotificationId.KeyOf(logged.Id), out OpenNotification? told))
                {
                    _chains.Ended(told, isDelivered: true);
                }

                _held.Remove(logged.Target);
                Log.Put(logged.Target, LogEntry.From(logged));
                break;
            case NotificationFailed failed:
                if (_open.Remove(NotificationId.KeyOf(failed.Id), out OpenNotification? lost))
                {
                    Take(failed, lost);
                }

                break;
            case NotificationHeld held:
                _held[held.Target] = new HeldMark(held.Reason, held.At);
                break;
            case PageUndeliverable { IsOver: true } page:
                _undeliverable.Remove(page.Target.Instance);
                break;
            case PageUndeliverable page:
                _undeliverable[page.Target.Instance] = page;
                break;
            case MuteNoted noted when Log.Find(noted.Target) is { } entry:
                Log.Put(noted.Target, entry with
                {
                    Muted = AlertHashes.Of([.. noted.Muted]),
                    ExpiresAt = Instant.Later(entry.ExpiresAt, noted.ExpiresAt),
                });
                break;
        }
    }

    /// <summary>The decision is on disk, as the event of that number; or it is not, if that is 0.</summary>
    internal static void Stored(OpenNotification open, long seq)
    {
        if (seq > 0)
        {
            open.Seq = seq;
        }
    }

    internal OpenNotification? Find(UInt128 key) => _open.Find(key);

    private void Add(OpenNotification open)
    {
        if (open.Seq == 0)
        {
            open.TakeNumber(++_taken);
        }

        _open.Put(open);
    }

    private void Take(NotificationFailed failed, OpenNotification lost)
    {
        _chains.Ended(lost, isDelivered: false);

        // Written by an older version, a failure does not repeat what the message said.
        MaybeTold? told = failed.MaybeTold ?? (lost.Decided is { } decided ? MaybeTold.Of(decided) : null);
        if (!failed.MaybeToldUntil.IsZero && told is not null)
        {
            Log.Put(failed.Target, LogEntry.AfterMaybe(Log.Find(failed.Target), told, failed));
        }
    }

    /// <summary>Why the last flush led to no message; None if it led to one, or there was none.</summary>
    public DedupReason LastHeld(in NotificationTarget target) => _held.GetValueOrDefault(target).Reason;

    /// <summary>Drops what has expired. Not an event: after a restart it is done again before anything is decided.</summary>
    public int RemoveExpired(Instant now, TimeSpan retention)
    {
        foreach ((NotificationTarget target, HeldMark mark) in _held)
        {
            if (mark.At + retention <= now)
            {
                _held.Remove(target);
            }
        }

        return Log.RemoveExpired(now);
    }

    /// <inheritdoc/>
    public void Save(CheckpointWriter writer)
    {
        foreach (byte[] row in Log.Rows)
        {
            writer.Add(row, static (ref EventWriter fields, byte[] item) =>
            {
                fields.WriteByte(LogRowTag);
                fields.WriteInstant(default);
                fields.WriteBytes(item);
            });
        }

        SaveOpen(writer);
        foreach (KeyValuePair<NotificationTarget, HeldMark> held in _held)
        {
            writer.Add(held, static (ref EventWriter fields, KeyValuePair<NotificationTarget, HeldMark> item) =>
            {
                fields.WriteByte(HeldTag);
                fields.WriteInstant(item.Value.At);
                item.Key.Write(ref fields);
                fields.WriteByte((byte)item.Value.Reason);
            });
        }

        foreach (KeyValuePair<string, FallbackChain> chain in _chains.All)
        {
            writer.Add(chain, static (ref EventWriter fields, KeyValuePair<string, FallbackChain> item) =>
            {
                fields.WriteByte(ChainTag);
                fields.WriteInstant(default);
                fields.WriteString(item.Key);
                fields.WriteZigzag(item.Value.Open);
                fields.WriteBool(item.Value.IsDelivered);
            });
        }

        foreach (PageUndeliverable page in _undeliverable.Values)
        {
            writer.Add(page, static (ref EventWriter fields, PageUndeliverable item) =>
            {
                fields.WriteByte(UndeliverableTag);
                fields.WriteInstant(item.At);
                item.Write(ref fields);
            });
        }

        Volatile.Write(ref _checkpointBytes, writer.Bytes);
    }

    /// <inheritdoc/>
    public void Load(CheckpointReader reader)
    {
        _open.Clear();
        _held.Clear();
        _chains.Clear();
        _undeliverable.Clear();
        OldestNeeded = long.MaxValue;
        Log = new LogState();
        while (reader.TryRead(out EventReader entry))
        {
            byte tag = entry.ReadByte();
            Instant at = entry.ReadInstant();
            switch (tag)
            {
                case LogRowTag:
                    Log.Put(entry.ReadBytes().ToArray());
                    break;
                case LogEntryTag:
                    Apply(NotificationLogged.Read(at, ref entry));
                    break;
                case OpenTag:
                    int attempts = entry.ReadInt32();
                    var decided = (NotificationDecided)NotificationDecided.Read(at, ref entry);
                    OpenNotification whole = OpenNotification.Of(decided, _instances.Share(decided.Target.Instance));
                    whole.Attempts = attempts;
                    Add(whole);
                    break;
                case OpenAtTag:
                    OpenNotification placed = OpenFields.Read(at, ref entry, _instances);
                    OldestNeeded = Math.Min(OldestNeeded, placed.Seq);
                    Add(placed);
                    break;
                case HeldTag:
                    NotificationTarget target = NotificationTarget.Read(ref entry);
                    _held[target] = new HeldMark((DedupReason)entry.ReadByte(), at);
                    break;
                case ChainTag:
                    string rootId = entry.ReadString();
                    _chains.Put(rootId, new FallbackChain(entry.ReadInt32(), entry.ReadBool()));
                    break;
                case PerhapsTag:
                    LoadPerhaps(ref entry);
                    break;
                case UndeliverableTag:
                    Apply(PageUndeliverable.Read(at, ref entry));
                    break;
                default:
                    throw new JournalFormatException($"an entry of the checkpoint of notify has the unknown tag {tag}");
            }
        }
    }

    private void SaveOpen(CheckpointWriter writer)
    {
        OldestNeeded = long.MaxValue;
        foreach (OpenNotification open in _open.Where(open => open.Seq == 0).OrderBy(open => open.Place))
        {
            writer.Add(open, static (ref EventWriter fields, OpenNotification item) =>
            {
                fields.WriteByte(OpenTag);
                fields.WriteInstant(item.At);
                fields.WriteZigzag(item.Attempts);
                item.Body.Write(ref fields);
            });
        }

        foreach (OpenNotification open in _open.Where(open => open.Seq > 0))
        {
            OldestNeeded = Math.Min(OldestNeeded, open.Seq);
            writer.Add(open, static (ref EventWriter fields, OpenNotification item) =>
            {
                fields.WriteByte(OpenAtTag);
                fields.WriteInstant(item.At);
                OpenFields.Write(ref fields, item);
            });
        }
    }

    private void LoadPerhaps(ref EventReader entry)
    {
        NotificationTarget target = NotificationTarget.Read(ref entry);
        AlertHashes firing = AlertHashes.Of([.. NotifyFields.ReadHashes(ref entry)]);
        AlertHashes resolved = AlertHashes.Of([.. NotifyFields.ReadHashes(ref entry)]);
        if (Log.Find(target) is { } known)
        {
            Log.Put(target, known with { PerhapsFiring = firing, PerhapsResolved = resolved });
        }
    }

    private readonly record struct HeldMark(DedupReason Reason, Instant At);
}
