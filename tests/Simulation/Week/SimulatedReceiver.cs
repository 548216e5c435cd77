using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

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

/// <summary>A webhook on a bad line: slow, sometimes failing, sometimes taking a message without saying so.</summary>
internal sealed class SimulatedReceiver(World world) : INotifier
{
    public List<Arrival> Arrivals { get; } = [];

    /// <summary>Begins an attempt of a process; what comes back finds the process dead if it crashed meanwhile.</summary>
    public void Take(SimulatedProcess sender, Notification message)
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(world.Random.Next(1, 3000));
        world.At(world.Now + delay, () =>
        {
            SendOutcome outcome = Answer(message);
            if (ReferenceEquals(world.Process, sender))
            {
                sender.AttemptEnded(message.Id, outcome, delay);
            }
        });
    }

    public ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation) =>
        throw new InvalidOperationException("the simulation performs the effects itself");

    private SendOutcome Answer(Notification message)
    {
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
