using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>
/// Hosts a core on a clock that the test moves, with a journal that is durable at once unless held back. The core may keep
/// hardly any decision, so that whatever has to wait is read back from the journal.
/// </summary>
internal sealed class CoreDriver
{
    private readonly NotifyCore _core;
    private readonly List<(long Token, long Seq)> _uncommitted = [];
    private readonly List<JournalEvent> _disk = [];
    private long _lastToken;

    public CoreDriver(
        NotifyModel model,
        NotifyOptions? options = null,
        NotifyState? state = null,
        IEnumerable<JournalEvent>? recovered = null,
        Instant? now = null)
    {
        Now = now ?? Flushes.Start;
        State = state ?? new NotifyState();
        foreach (JournalEvent happened in recovered ?? [])
        {
            _disk.Add(happened);
            State.Apply(_disk.Count, happened);
        }

        _core = new NotifyCore(State, model, (options ?? new NotifyOptions()) with { AheadMax = 1 }, new Random(7));
        _core.Resume(Now);
        Perform();
    }

    public NotifyState State { get; }

    public Instant Now { get; set; }

    public bool JournalHoldsBack { get; set; }

    /// <summary>The journal says of all that it could not be written.</summary>
    public bool JournalFails { get; set; }

    /// <summary>How many decisions were read back.</summary>
    public int Loads { get; private set; }

    /// <summary>What is read back from the journal comes only by <see cref="Load"/>.</summary>
    public bool ReadingHoldsBack { get; set; }

    /// <summary>Nothing can be read back any more.</summary>
    public bool JournalForgets { get; set; }

    /// <summary>What was asked for and is not read back yet.</summary>
    public List<DecisionPlace> Asked { get; } = [];

    public List<JournalEvent> Journal { get; } = [];

    /// <summary>Events (<see cref="JournalEvent"/>) and sends (<see cref="Notification"/>) in their one order.</summary>
    public List<object> Happened { get; } = [];

    /// <summary>Every send that ever began, and when.</summary>
    public List<(Instant At, NotifyEffect.StartSend Send)> Started { get; } = [];

    /// <summary>Sends under way, oldest first.</summary>
    public List<NotifyEffect.StartSend> Sends { get; } = [];

    /// <summary>Alerts of our own, in their order.</summary>
    public List<Alert> Raised { get; } = [];

    public List<(long Token, bool Succeeded)> Ended { get; } = [];

    public IEnumerable<T> Events<T>() => Journal.OfType<T>();

    public static NotifyModel Model(int integrations = 1, bool sendResolved = true, DeliveryModel? delivery = null) =>
        new([Receiver("team-x", integrations, sendResolved, delivery)]);

    public static ReceiverModel Receiver(
        string name,
        int integrations = 1,
        bool sendResolved = true,
        DeliveryModel? delivery = null,
        FallbackModel? fallback = null)
    {
        IEnumerable<IntegrationModel> all = Enumerable.Range(0, integrations).Select(i =>
            new IntegrationModel(new IntegrationKey(name, "webhook", i), sendResolved, new NeverCalled())
            {
                Delivery = delivery,
            });
        return new ReceiverModel(name, [.. all]) { Fallback = fallback };
    }

    public TestTurn TakeTestTurn(IntegrationKey key) => _core.TakeTestTurn(key, Now);

    public long Flush(Flush flush)
    {
        Now = Instant.Later(Now, flush.At);
        _core.Flush(flush, ++_lastToken, Now);
        Perform();
        return _lastToken;
    }

    /// <summary>Flushes and delivers whatever is sent.</summary>
    public IReadOnlyList<Notification> FlushAndDeliver(Flush flush)
    {
        Flush(flush);
        List<Notification> sent = [.. Sends.Select(s => s.Notification)];
        while (Sends.Count > 0)
        {
            Answer(new SendOutcome.Delivered());
        }

        return sent;
    }

    public void Commit()
    {
        JournalHoldsBack = false;
        foreach ((long token, long seq) in _uncommitted.ToArray())
        {
            _uncommitted.Remove((token, seq));
            _core.Appended(token, JournalFails ? 0 : seq, Now);
        }

        Perform();
    }

    /// <summary>Reads back what was asked for.</summary>
    public void Load()
    {
        ReadingHoldsBack = false;
        DecisionPlace[] places = [.. Asked];
        Asked.Clear();
        foreach (DecisionPlace place in places)
        {
            var decided = (NotificationDecided)_disk[(int)place.Seq - 1];
            Assert.Equal(place.Key, State.Find(decided.Id)?.Key ?? place.Key);
            Loads++;
            _core.Loaded(place, JournalForgets ? null : decided, Now);
        }

        Perform();
    }

    /// <summary>Ends the oldest send under way.</summary>
    public void Answer(SendOutcome outcome, string? id = null)
    {
        int place = id is null ? 0 : Sends.FindIndex(s => s.Notification.Id == id);
        string ended = Sends[place].Notification.Id;
        Sends.RemoveAt(place);
        _core.AttemptEnded(ended, outcome, TimeSpan.FromMilliseconds(3), Now);
        Perform();
    }

    public void Swap(NotifyModel model)
    {
        _core.Swap(model, Now);
        Perform();
    }

    public void AdvanceTo(Instant target)
    {
        while (_core.NextWake <= target)
        {
            Now = Instant.Later(Now, _core.NextWake);
            _core.Tick(Now);
            Perform();
        }

        Now = target;
    }

    public IReadOnlyList<WaitingMessage> WaitingOf(params string[] groupIds) =>
        _core.WaitingOf(groupIds.ToHashSet(), Now);

    /// <summary>When it wants to be woken.</summary>
    public Instant NextWake => _core.NextWake;

    public void Advance(TimeSpan by) => AdvanceTo(Now + by);

    private void Perform()
    {
        IReadOnlyList<NotifyEffect> effects = _core.TakeEffects();
        foreach (NotifyEffect effect in effects)
        {
            switch (effect)
            {
                case NotifyEffect.Append append:
                    Journal.Add(append.Event);
                    _disk.Add(append.Event);
                    Happened.Add(append.Event);
                    if (append.Token != 0)
                    {
                        _uncommitted.Add((append.Token, _disk.Count));
                    }

                    break;
                case NotifyEffect.StartSend send:
                    Sends.Add(send);
                    Started.Add((Now, send));
                    Happened.Add(send.Notification);
                    break;
                case NotifyEffect.Load load:
                    Asked.AddRange(load.Places);
                    break;
                case NotifyEffect.RaiseAlerts raise:
                    Raised.AddRange(raise.Alerts);
                    break;
                case NotifyEffect.EndFlush end:
                    Ended.Add((end.FlushToken, end.Succeeded));
                    break;
            }
        }

        if (!JournalHoldsBack && _uncommitted.Count > 0)
        {
            Commit();
        }

        if (!ReadingHoldsBack && Asked.Count > 0)
        {
            Load();
        }
    }

    private sealed class NeverCalled : INotifier
    {
        public ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation) =>
            throw new InvalidOperationException("the core itself sends nothing");
    }
}
