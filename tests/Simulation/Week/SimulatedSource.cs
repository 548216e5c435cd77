using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Simulation.Week;

/// <summary>One episode of an alert, as its sender knows it.</summary>
internal sealed class Episode(Instant startsAt)
{
    public Instant StartsAt { get; } = startsAt;

    public Instant EndsAt { get; set; } = Instant.Max;

    /// <summary>When the program first answered that it has it.</summary>
    public Instant? AcknowledgedAt { get; set; }
}

/// <summary>
/// An alert that fires and resolves at random. A chatty one is sent each minute, as Prometheus does; a quiet one is sent
/// until it is acknowledged and then never again, so that nothing makes up for a loss.
/// </summary>
internal sealed class SimulatedSource(World world, int number)
{
    private static readonly TimeSpan ResendEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ResolvedResentFor = TimeSpan.FromMinutes(15);

    private readonly bool _isQuiet = number % 2 == 0;

    public LabelSet Labels { get; } = LabelSet.Of(("alertname", $"A{number % 4}"), ("instance", $"host-{number}"));

    /// <summary>The label by which it is grouped, as it stands in the group's id.</summary>
    public string Group { get; } = $"alertname=\"A{number % 4}\"";

    public List<Episode> Episodes { get; } = [];

    public void Begin() => world.At(world.Now + Minutes(1, 300), Fire);

    /// <summary>When the alert fires anew; the end of time if it does not.</summary>
    public Instant NextStartAfter(Episode episode) =>
        Episodes.SkipWhile(other => other != episode).Skip(1).FirstOrDefault()?.StartsAt ?? Instant.Max;

    private void Fire()
    {
        var episode = new Episode(world.Now);
        Episodes.Add(episode);
        world.At(world.Now + Minutes(1, 600), () => End(episode));
        SendFiring(episode);
    }

    private void SendFiring(Episode episode)
    {
        if (episode.EndsAt <= world.Now || (_isQuiet && episode.AcknowledgedAt is not null))
        {
            return;
        }

        Post(episode, world.Now + (_isQuiet ? TimeSpan.FromDays(30) : 4 * ResendEvery), () => episode.AcknowledgedAt ??= world.Now);
        world.At(world.Now + ResendEvery, () => SendFiring(episode));
    }

    private void End(Episode episode)
    {
        episode.EndsAt = world.Now;
        SendResolved(episode, new Answer());
        world.At(world.Now + ResolvedResentFor + Minutes(30, 300), Fire);
    }

    private void SendResolved(Episode episode, Answer answer)
    {
        bool isDone = _isQuiet ? answer.HasCome : world.Now - episode.EndsAt > ResolvedResentFor;
        if (!isDone)
        {
            Post(episode, episode.EndsAt, () => answer.HasCome = true);
            world.At(world.Now + ResendEvery, () => SendResolved(episode, answer));
        }
    }

    private void Post(Episode episode, Instant endsAt, Action acknowledge)
    {
        if (world.Process is { } process)
        {
            var alert = new Alert { Labels = Labels, StartsAt = episode.StartsAt, EndsAt = endsAt, UpdatedAt = world.Now };
            world.Story.Posted(alert);
            process.Post([alert], acknowledge);
        }
    }

    private TimeSpan Minutes(int min, int max) => TimeSpan.FromMinutes(world.Random.Next(min, max));

    private sealed class Answer
    {
        public bool HasCome { get; set; }
    }
}
