using System.Globalization;
using Tocsin.Model;

namespace Tocsin.Simulation.Week;

/// <summary>A week of alerts in seconds, with crashes between any two effects; a failing seed becomes a test here.</summary>
public sealed class WeekTests
{
    // A crash comes every few minutes, so a tick (5 min) is often lost and the next one has to do; the line is bad too.
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromHours(4);

    // How much of the story before a fault is told.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

    /// <summary>TOCSIN_SIMULATION_SEEDS says how many, or which: <c>60</c>, <c>41-60</c>.</summary>
    public static TheoryData<int> Seeds
    {
        get
        {
            string[] given = (Environment.GetEnvironmentVariable("TOCSIN_SIMULATION_SEEDS") ?? "7").Split('-');
            int first = given.Length > 1 ? int.Parse(given[0], CultureInfo.InvariantCulture) : 1;
            int last = int.Parse(given[^1], CultureInfo.InvariantCulture);
            return [.. Enumerable.Range(first, last - first + 1)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nothing_acknowledged_is_lost_and_nothing_is_told_twice_unlabelled(int seed)
    {
        using var world = new World(seed);
        world.Run(TimeSpan.FromDays(7), crashOneIn: 60);
        Assert.True(world.Crashes > 200, $"seed {seed}: only {world.Crashes} crashes");
        Assert.NotEmpty(world.Receiver.Arrivals);

        Check(world, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void With_a_receiver_that_is_out_of_order_for_hours_every_page_reaches_the_one_behind_it(int seed)
    {
        using var world = new World(seed, hasOutages: true);
        world.Run(TimeSpan.FromDays(7), crashOneIn: 300);
        Assert.True(world.Crashes > 200, $"seed {seed}: only {world.Crashes} crashes");
        Assert.Contains(world.Backup.Arrivals, arrival => arrival.Message.FallbackFor is not null);
        Assert.Contains(world.Backup.Arrivals, arrival => !arrival.Message.IsFiring);

        Check(world, seed);
    }

    private static void Check(World world, int seed)
    {
        List<Fault> faults =
        [
            .. Unheard(world), .. FalseEnds(world),
            .. EndsUntold(world, world.Receiver), .. Repeats(world, world.Receiver),
            .. EndsUntold(world, world.Backup), .. Repeats(world, world.Backup),
        ];
        Assert.True(faults.Count == 0, $"seed {seed}, {world.Crashes} crashes:\n{string.Join('\n', Report(world, faults))}");
    }

    // Ten faults show how bad it is; the story of the first shows why.
    private static IEnumerable<string> Report(World world, List<Fault> faults) =>
    [
        .. faults.Take(10).Select(fault => fault.What),
        .. faults.Take(1).SelectMany(fault => world.Story.Of(fault.Source, fault.From, fault.To)),
    ];

    private static IEnumerable<Fault> Unheard(World world) =>
        from source in world.Sources
        from episode in source.Episodes
        where episode.AcknowledgedAt is not null
        let latest = (episode.AcknowledgedAt ?? Instant.Max) + Bound
        where episode.EndsAt > latest && latest < world.Now
        where !Arrived(world, arrival => arrival.Firing.Contains(source.Labels), episode.StartsAt, latest)
            && !StillBelieves(world.Receiver, source, latest)
        select new Fault(
            $"{source.Labels} fires since {episode.StartsAt}, acknowledged {episode.AcknowledgedAt}, "
                + $"and nobody heard by {latest}",
            source, episode.StartsAt - Before, latest);

    // A receiver that was out of order when the episode before ended was never told so: to it the alert fires on.
    private static bool StillBelieves(SimulatedReceiver receiver, SimulatedSource source, Instant at) =>
        receiver.Arrivals.LastOrDefault(arrival => arrival.At <= at && arrival.Tells(source.Labels)) is { } last
        && last.Firing.Contains(source.Labels) && !receiver.WasWellFrom(last.At, at);

    // Told is what was heard last: an end that the program took for one when the sender fell silent counts as told.
    private static IEnumerable<Fault> EndsUntold(World world, SimulatedReceiver receiver) =>
        from source in world.Sources
        from episode in source.Episodes
        let latest = Instant.Min(episode.EndsAt + Bound, source.NextStartAfter(episode))
        where episode.EndsAt < Instant.Max && latest < world.Now && receiver.WasWellFrom(episode.StartsAt, latest)
        let last = receiver.Arrivals.LastOrDefault(arrival =>
            arrival.At >= episode.StartsAt && arrival.At <= latest && arrival.Tells(source.Labels))
        where last is not null && last.Firing.Contains(source.Labels)
        select new Fault(
            $"{source.Labels} ended at {episode.EndsAt}, and nobody heard by {latest}", source, episode.EndsAt - Before, latest);

    // Nobody may be told that all is well while the sender says the opposite, however often the program was down.
    private static IEnumerable<Fault> FalseEnds(World world) =>
        from source in world.Sources
        from episode in source.Episodes
        let told = world.Arrivals.FirstOrDefault(arrival =>
            arrival.Message.At > episode.StartsAt && arrival.Message.At < episode.EndsAt
            && arrival.Resolved.Contains(source.Labels)
            && arrival.Message.Alerts.First(alert => alert.Labels.Equals(source.Labels)).EndsAt > episode.StartsAt)
        where told is not null
        select new Fault(
            $"{source.Labels} fires from {episode.StartsAt} to {episode.EndsAt} and was told as resolved at {told.At}",
            source, told.At - Before, told.At + TimeSpan.FromMinutes(1));

    private static IEnumerable<Fault> Repeats(World world, SimulatedReceiver receiver)
    {
        var last = new Dictionary<string, Arrival>();
        var ids = new HashSet<string>();
        foreach (Arrival arrival in receiver.Arrivals)
        {
            string group = arrival.Message.GroupId;
            bool isLate = !ids.Add(arrival.Message.Id);
            if (!arrival.Message.IsRepeat && !isLate && last.TryGetValue(group, out Arrival? before)
                && arrival.At - before.At < RepeatInterval - Bound && IsSame(before, arrival))
            {
                yield return new Fault(
                    $"{group}: the same at {before.At} and {arrival.At} ({arrival.Message.Reason})",
                    world.Sources.FirstOrDefault(source => group.Contains(source.Group), world.Sources[0]), before.At - Before, arrival.At);
            }

            last[group] = arrival;
        }
    }

    private static bool IsSame(Arrival before, Arrival after) =>
        after.Firing.Count > 0 && after.Firing.SetEquals(before.Firing) && after.Resolved.IsSubsetOf(before.Resolved);

    private static bool Arrived(World world, Func<Arrival, bool> tells, Instant from, Instant to) =>
        world.Arrivals.Any(arrival => arrival.At >= from && arrival.At <= to && tells(arrival));

    private sealed record Fault(string What, SimulatedSource Source, Instant From, Instant To);
}
