using System.Runtime.InteropServices;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Stores;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify;
using Tocsin.Notify.Outbox;
using Tocsin.Routing;
using Tocsin.Routing.Recovery;
using Tocsin.Routing.Silences;

namespace Tocsin.Simulation.Week;

/// <summary>
/// One life of the program, from start to crash: the real cores and the real journal, with the lanes' queues in the open,
/// so that the simulation decides which of them goes on next and whether anything does.
/// </summary>
internal sealed class SimulatedProcess
{
    private readonly World _world;
    private readonly JournalHost _journal;
    private readonly RouterProjection _projection = new();
    private readonly RouterCore _router;
    private readonly NotifyState _notifyState;
    private readonly NotifyCore _notify;
    private readonly Queue<Action> _routerInputs = [];
    private readonly Queue<Action> _notifyInputs = [];
    private readonly Dictionary<long, Flush> _flushes = [];
    private long _lastFlush;
    private bool _isDiskBusy = true;

    public SimulatedProcess(World world, MemoryBlockStore store)
    {
        _world = world;
        _journal = JournalHost.Open(store, new JournalOptions { Manual = true }, world.Time);
        _notifyState = new NotifyState();
        _journal.Recover(_projection, _notifyState);
        int ids = 0;
        var silences = new SilenceTable(new SilenceTableOptions(), () => $"silence-{ids++}");
        _router = new RouterCore(world.Model, silences, new RouterOptions(), world.Now);
        _projection.Restore(_router, world.Now);
        _notify = new NotifyCore(_notifyState, world.Receivers, new NotifyOptions { AheadMax = 1 }, world.Random);
        _notify.Resume(world.Now);
        _notifyInputs.Enqueue(static () => { });
        _routerInputs.Enqueue(static () => { });
    }

    /// <summary>
    /// True while something waits to be done at this instant. The disk counts: were it to finish by itself whenever the
    /// lanes rest, nearly no crash would come between an effect and its commit.
    /// </summary>
    public bool IsBusy => _isDiskBusy || _routerInputs.Count + _notifyInputs.Count > 0 || _router.NextDue <= _world.Now
        || _notify.NextWake <= _world.Now;

    /// <summary>When it must wake by itself.</summary>
    public Instant NextWake => Instant.Min(_router.NextDue, _notify.NextWake);

    /// <summary>An arriving request; <paramref name="acknowledge"/> is its 200.</summary>
    public void Post(IReadOnlyList<Alert> alerts, Action acknowledge) => _routerInputs.Enqueue(() =>
    {
        _router.Put(alerts, _world.Now);
        ReleaseRouter().OnDurable(static (done, outcome) => Acknowledge((Action)done!, outcome), acknowledge);
    });

    /// <summary>The end of an attempt to send.</summary>
    public void AttemptEnded(string id, SendOutcome outcome, TimeSpan duration) =>
        _notifyInputs.Enqueue(() => _notify.AttemptEnded(id, outcome, duration, _world.Now));

    /// <summary>Saves checkpoints of both stages.</summary>
    public void SaveCheckpoints()
    {
        _projection.TakenAt(_world.Now);
        _journal.SaveCheckpoint(_projection);
        _isDiskBusy = true;
        _notifyInputs.Enqueue(() => _journal.SaveCheckpoint(_notifyState));
    }

    /// <summary>Lets one of the lanes, or the disk, go on by one step.</summary>
    public void Step(Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                StepRouter();
                break;
            case 1:
                StepNotify();
                break;
            default:
                _isDiskBusy = _journal.Step();
                break;
        }
    }

    private static void Acknowledge(Action acknowledge, CommitOutcome outcome)
    {
        if (outcome.IsDurable)
        {
            acknowledge();
        }
    }

    private void StepRouter()
    {
        _isDiskBusy = true;
        if (_routerInputs.TryDequeue(out Action? input))
        {
            input();
        }

        if (_router.NextDue <= _world.Now)
        {
            _router.Tick(_world.Now);
        }

        ReleaseRouter();
    }

    private CommitTicket ReleaseRouter()
    {
        _router.Effects.Events.ForEach(_world.Story.Appended);
        CommitTicket ticket = _journal.Append(CollectionsMarshal.AsSpan(_router.Effects.Events));
        foreach (Flush flush in _router.Effects.Flushes)
        {
            long token = ++_lastFlush;
            _flushes.Add(token, flush);
            _notifyInputs.Enqueue(() => _notify.Flush(flush, token, _world.Now));
        }

        _router.Effects.Clear();
        return ticket;
    }

    private void StepNotify()
    {
        _isDiskBusy = true;
        if (_notifyInputs.TryDequeue(out Action? input))
        {
            input();
        }

        if (_notify.NextWake <= _world.Now)
        {
            _notify.Tick(_world.Now);
        }

        foreach (NotifyEffect effect in _notify.TakeEffects())
        {
            Perform(effect);
        }
    }

    private void Perform(NotifyEffect effect)
    {
        switch (effect)
        {
            case NotifyEffect.Append append:
                _world.Story.Appended(append.Event);
                CommitTicket ticket = _journal.Append(append.Event);
                if (append.Token != 0)
                {
                    ticket.OnDurable(
                        (_, outcome) =>
                        {
                            long seq = outcome.IsDurable ? ticket.Seq : 0;
                            _notifyInputs.Enqueue(() => _notify.Appended(append.Token, seq, _world.Now));
                        },
                        null);
                }

                break;
            case NotifyEffect.Load load:
                load.Places.ToList().ForEach(place => _notifyInputs.Enqueue(() => Load(place)));
                break;
            case NotifyEffect.StartSend send:
                _world.ReceiverOf(send.Integration).Take(this, send);
                break;
            case NotifyEffect.RaiseAlerts raise:
                _routerInputs.Enqueue(() =>
                {
                    _router.Put(raise.Alerts, _world.Now);
                    ReleaseRouter();
                });
                break;
            case NotifyEffect.EndFlush end when _flushes.Remove(end.FlushToken, out Flush? flush):
                _routerInputs.Enqueue(() =>
                    _router.FlushEnded(flush.GroupId, flush.Number, end.Succeeded, _world.Now));
                break;
        }
    }

    private void Load(DecisionPlace place)
    {
        var decided = _journal.Reader.ReadAt([place.Seq]).Select(record => record.Event).Single() as NotificationDecided;
        _notify.Loaded(place, decided, _world.Now);
    }
}
