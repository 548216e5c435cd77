using Tocsin.Journal.Events.Notify;
using Tocsin.Model;

namespace Tocsin.Notify.Outbox;

/// <summary>
/// A notification that was decided and has not ended: what must be known of it while it waits, and how far it has come. The
/// decision itself, with the texts and alerts, is here only while somebody needs it, and otherwise in the journal.
/// </summary>
/// <remarks>
/// A hundred thousand of these wait when receivers hang, so there is one object for each, of some 160 bytes, which is its own
/// timer and its own place in the queue, holds no text, and has a <see cref="DeliveryDetail"/> only if it needs one.
/// What is public changes by <see cref="NotifyState"/> alone, except for <see cref="Decided"/>; the rest is the core's.
/// </remarks>
public sealed class OpenNotification : Timed
{
    // For an attempt that begins when the program does, with its own time nearly or wholly over.
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(10);

    // What is not on disk was decided after all that is, which has the numbers of its events below this one.
    private const long Unstored = long.MaxValue / 2;

    private readonly SharedInstance _instance;

    // Two halves each, since numbers of 16 bytes stand at places of 16, and leave holes.
    private readonly ulong _keyUpper;
    private readonly ulong _keyLower;
    private readonly ulong _targetUpper;
    private readonly ulong _targetLower;
    private long _place = Unstored + 1;
    private DeliveryDetail? _detail;
    private Is _is;

    internal OpenNotification(SharedInstance instance) => _instance = instance;

    [Flags]
    private enum Is : byte
    {
        None = 0,
        Page = 1,
        Ahead = 2,
        Asked = 4,
        Repeat = 8,
        Resumed = 16,
    }

    /// <summary>Names the notification for ever.</summary>
    public string Id => NotificationId.Text(Key);

    /// <summary>The notification's id as a number.</summary>
    public required UInt128 Key
    {
        get => new(_keyUpper, _keyLower);
        init => (_keyUpper, _keyLower) = ((ulong)(value >> 64), (ulong)value);
    }

    /// <summary>Who is told about what, as a number.</summary>
    public required UInt128 Target
    {
        get => new(_targetUpper, _targetLower);
        init => (_targetUpper, _targetLower) = ((ulong)(value >> 64), (ulong)value);
    }

    /// <summary>The integration that sends it.</summary>
    public IntegrationKey Instance => _instance.Key;

    /// <summary>When it was decided.</summary>
    public required Instant At { get; init; }

    /// <summary>The tick of its flush.</summary>
    public required Instant FlushAt { get; init; }

    /// <summary>When sending must end.</summary>
    public required Instant Deadline { get; init; }

    /// <summary>The first notification of the chain in which it stands in for another one; null if it does not.</summary>
    public string? RootId
    {
        get => _detail?.RootId;
        init => _detail = value is null ? null : new DeliveryDetail { RootId = value };
    }

    /// <summary>It tells of something that fires, so that it goes on to other receivers if it fails.</summary>
    public required bool IsPage
    {
        get => Has(Is.Page);
        init => Note(Is.Page, value);
    }

    /// <summary>The number of its decision in the journal; 0 while it is not known to be on disk.</summary>
    public long Seq
    {
        get => _place > Unstored ? 0 : _place;
        internal set => _place = value;
    }

    /// <summary>Its place among those that were decided at one instant.</summary>
    internal long Place => _place;

    /// <summary>How many attempts are known to have ended.</summary>
    public int Attempts { get; internal set; }

    /// <summary>The decision, with all that the message needs; null while only the journal has it.</summary>
    public NotificationDecided? Decided { get; internal set; }

    /// <summary>The decision, of which it is known that it is here.</summary>
    internal NotificationDecided Body =>
        Decided ?? throw new InvalidOperationException($"the decision of {NotificationId.Text(Key)} was not loaded");

    internal DeliveryPhase Phase { get; set; }

    /// <summary>The core sees to it.</summary>
    internal bool IsUnderWay => Phase is not (DeliveryPhase.None or DeliveryPhase.Ended);

    /// <summary>Where it waits for its turn, as all of its integration do. Set once it is under way.</summary>
    internal IntegrationQueue Queue
    {
        get => _instance.Queue!;
        set => _instance.Queue = value;
    }

    /// <summary>The flush that waits for it alone; 0 if none does, as after a restart and in another's place.</summary>
    internal long FlushToken { get; private set; }

    /// <summary>The flush that waits for it among others; null if none does.</summary>
    internal FlushProgress? Progress => _detail?.Progress;

    /// <summary>The next one of its queue; the queue's own.</summary>
    internal OpenNotification? Next { get; set; }

    /// <summary>The one before it in its queue; the queue's own.</summary>
    internal OpenNotification? Previous { get; set; }

    /// <summary>It is among the first of its queue, whose decisions are here or on their way; the queue's own.</summary>
    internal bool IsAhead
    {
        get => Has(Is.Ahead);
        set => Note(Is.Ahead, value);
    }

    /// <summary>Its decision is being read back from the journal.</summary>
    internal bool IsAsked
    {
        get => Has(Is.Asked);
        set => Note(Is.Asked, value);
    }

    /// <summary>An earlier attempt may have arrived.</summary>
    internal bool IsRepeat
    {
        get => Has(Is.Repeat);
        set => Note(Is.Repeat, value);
    }

    /// <summary>It was begun before the start of the program.</summary>
    internal bool IsResumed
    {
        get => Has(Is.Resumed);
        set => Note(Is.Resumed, value);
    }

    /// <summary>Since when it waits for its turn, or when the pause before its next attempt is over.</summary>
    internal Instant ReadyAt { get; set; }

    /// <summary>
    /// When the last attempt must have ended. Later than the decision says if hardly any of its time was left when the
    /// program started; then that is for one attempt.
    /// </summary>
    internal Instant Until
    {
        get
        {
            TimeSpan time = Deadline - FlushAt;
            return IsResumed ? Instant.Later(Deadline, Queue.StartedAt + (time < LastChance ? time : LastChance)) : Deadline;
        }
    }

    /// <summary>How many attempts have begun.</summary>
    internal int Begun => _detail is { Begun: > 0 } detail ? detail.Begun : Attempts;

    /// <summary>When another receiver gets it too; the end of time if none does.</summary>
    internal Instant FallbackAt
    {
        get => _detail?.FallbackAt ?? Instant.Max;
        set
        {
            if (value != FallbackAt)
            {
                Detail.FallbackAt = value;
            }
        }
    }

    /// <summary>The newest flush of the same target that came meanwhile, and is decided when this one has ended.</summary>
    internal FlushShare? Behind
    {
        get => _detail?.Behind;
        set => Detail.Behind = value;
    }

    /// <summary>Another receiver has it too, since it took too long.</summary>
    internal bool HasFallenBack => _detail?.HasFallenBack ?? false;

    /// <summary>What is to be known of it once it does more than wait for the first time; made when it is asked for.</summary>
    internal DeliveryDetail Detail => _detail ??= new DeliveryDetail();

    /// <summary>That flush waits for it.</summary>
    internal void Await(FlushProgress? progress)
    {
        if (progress is { IsOfOne: true })
        {
            FlushToken = progress.Token;
        }
        else if (progress is not null)
        {
            Detail.Progress = progress;
        }
    }

    /// <summary>It was taken in as the one of that number, from 1, and is not known to be on disk.</summary>
    internal void TakeNumber(long number) => _place = Unstored + number;

    /// <summary>Lets the decision go, if the journal has it.</summary>
    internal void ReleaseBody()
    {
        if (Seq > 0)
        {
            Decided = null;
        }
    }

    /// <summary>What is to be known of a decision.</summary>
    internal static OpenNotification Of(NotificationDecided decided, SharedInstance instance) => new(instance)
    {
        Key = NotificationId.KeyOf(decided.Id),
        Target = TargetKey.Of(decided.Target),
        At = decided.At,
        FlushAt = decided.FlushAt,
        Deadline = decided.Deadline,
        RootId = decided.Origin?.RootId,
        IsPage = IsPageOf(decided),
        Decided = decided,
    };

    // What only tells of ends is no page: it wakes nobody at the receiver that was told, and at another one it would.
    internal static bool IsPageOf(NotificationDecided decided) =>
        decided.Firing.Count > 0
        && decided.Reason is not (DedupReason.AllAlertsResolved or DedupReason.SomeAlertsResolved);

    private bool Has(Is what) => (_is & what) != 0;

    private void Note(Is what, bool isSo) => _is = isSo ? _is | what : _is & ~what;

    internal readonly struct ById : IKeyOf<OpenNotification>
    {
        public static UInt128 KeyOf(OpenNotification item) => item.Key;
    }

    internal readonly struct ByTarget : IKeyOf<OpenNotification>
    {
        public static UInt128 KeyOf(OpenNotification item) => item.Target;
    }
}
