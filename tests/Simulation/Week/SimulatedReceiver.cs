using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;

namespace Tocsin.Simulation.Week;

/// <summary>A message that arrived.</summary>
internal sealed record Arrival(Instant At, Notification Message)
{
    public IReadOnlySet<LabelSet> Firing { get; } = Message.Alerts
        .Where(alert => !alert.IsResolvedAt(Message.At)).Select(alert => alert.Labels).ToHashSet();

    public IReadOnlySet<LabelSet> Resolved { get; } = Message.Alerts
        .Where(alert => alert.IsResolvedAt(Message.At)).Select(alert => alert.Labels).ToHashSet();

    public bool Tells(LabelSet labels) => Firing.Contains(labels) || Resolved.Contains(labels);
}

/// <summary>How a receiver is out of order.</summary>
internal enum Outage
{
    /// <summary>It is not: it only has a bad line.</summary>
    None,

    /// <summary>It refuses connections.</summary>
    Down,

    /// <summary>It takes connections and answers nothing.</summary>
    Hangs,

    /// <summary>It answers that it wants no such message.</summary>
    Rejects,

    /// <summary>It asks for patience, far too much of it.</summary>
    WantsQuiet,
}

/// <summary>
/// A webhook on a bad line: slow, sometimes failing, sometimes taking a message without saying so. With outages it is now
/// and then out of order for minutes or hours as well.
/// </summary>
internal sealed class SimulatedReceiver(World world, bool hasOutages) : INotifier
{
    private readonly List<(Instant From, Instant To)> _outages = [];
    private Outage _outage;

    public List<Arrival> Arrivals { get; } = [];

    /// <summary>Begins its life of outages, if it has any.</summary>
    public void Begin()
    {
        if (hasOutages)
        {
            world.At(world.Now + TimeSpan.FromMinutes(world.Random.Next(30, 600)), Fail);
        }
    }

    /// <summary>True if it was in order all the time.</summary>
    public bool WasWellFrom(Instant from, Instant to) => !_outages.Any(outage => outage.From <= to && outage.To >= from);

    /// <summary>Begins an attempt of a process; what comes back finds the process dead if it crashed meanwhile.</summary>
    public void Take(SimulatedProcess sender, NotifyEffect.StartSend send)
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(world.Random.Next(1, 3000));
        Instant at = _outage == Outage.Hangs ? send.Deadline : Instant.Min(world.Now + delay, send.Deadline);
        TimeSpan duration = at - world.Now;
        world.At(Instant.Later(at, world.Now), () =>
        {
            SendOutcome outcome = Answer(send.Notification);
            if (ReferenceEquals(world.Process, sender))
            {
                sender.AttemptEnded(send.Notification.Id, outcome, duration);
            }
        });
    }

    public ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation) =>
        throw new InvalidOperationException("the simulation performs the effects itself");

    private void Fail()
    {
        _outage = (Outage)world.Random.Next(1, 5);
        Instant end = world.Now + TimeSpan.FromMinutes(world.Random.Next(5, 300));
        _outages.Add((world.Now, end));
        world.Story.Note($"=== the receiver: {_outage} until {end}");
        world.At(end, () =>
        {
            _outage = Outage.None;
            Begin();
        });
    }

    private SendOutcome Answer(Notification message)
    {
        switch (_outage)
        {
            case Outage.Down:
                return new SendOutcome.Retry(SendFailureReason.Other) { Answer = "connection refused" };
            case Outage.Hangs:
                return new SendOutcome.Retry(SendFailureReason.ContextDeadlineExceeded) { MayHaveArrived = true };
            case Outage.Rejects:
                return new SendOutcome.Rejected(SendFailureReason.ClientError) { Code = 404 };
            case Outage.WantsQuiet:
                return new SendOutcome.Retry(SendFailureReason.RateLimited) { After = TimeSpan.FromHours(1) };
        }

        int luck = world.Random.Next(100);
        if (luck < 8)
        {
            return new SendOutcome.Retry(SendFailureReason.ServerError) { Code = 503 };
        }

        var arrival = new Arrival(world.Now, message);
        Arrivals.Add(arrival);
        world.Story.Arrived(arrival);
        return luck < 12
            ? new SendOutcome.Retry(SendFailureReason.Other) { MayHaveArrived = true }
            : new SendOutcome.Delivered { Code = 200 };
    }
}
