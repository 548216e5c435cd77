using Tocsin.Model;

namespace Tocsin.Simulation.Week;

/// <summary>A week of alerts in seconds, with crashes between any two effects; a failing seed becomes a test here.</summary>
public sealed class WeekTests
{
    // A crash comes every few minutes, so a tick (5 min) is often lost and the next one has to do; the line is bad too.
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromHours(4);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 6)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nothing_acknowledged_is_lost_and_nothing_is_told_twice_unlabelled(int seed)
    {
        using var world = new World(seed);
        world.Run(TimeSpan.FromDays(7), crashOneIn: 60);
        Assert.True(world.Crashes > 200, $"seed {seed}: only {world.Crashes} crashes");
        Assert.NotEmpty(world.Receiver.Arrivals);

        List<string> faults = [.. Unheard(world), .. EndsUntold(world), .. Repeats(world)];
        Assert.True(faults.Count == 0, $"seed {seed}, {world.Crashes} crashes:\n{string.Join('\n', faults.Take(10))}");
    }

    private static IEnumerable<string> Unheard(World world) =>
        from source in world.Sources
        from episode in source.Episodes
        where episode.AcknowledgedAt is not null
        let latest = (episode.AcknowledgedAt ?? Instant.Max) + Bound
        where episode.EndsAt > latest && latest < world.Now
        where !Arrived(world, arrival => arrival.Firing.Contains(source.Labels), episode.StartsAt, latest)
        select $"{source.Labels} fires since {episode.StartsAt}, acknowledged {episode.AcknowledgedAt}, and nobody heard by {latest}";

    private static IEnumerable<string> EndsUntold(World world) =>
        from source in world.Sources
        from episode in source.Episodes
        let latest = episode.EndsAt + Bound
        where episode.EndsAt < Instant.Max && latest < world.Now
        where Arrived(world, arrival => arrival.Firing.Contains(source.Labels), episode.StartsAt, episode.EndsAt)
        where !Arrived(world, arrival => arrival.Resolved.Contains(source.Labels), episode.EndsAt, latest)
        select $"{source.Labels} ended at {episode.EndsAt}, and nobody heard by {latest}";

    private static IEnumerable<string> Repeats(World world)
    {
        var last = new Dictionary<string, Arrival>();
        var ids = new HashSet<string>();
        foreach (Arrival arrival in world.Receiver.Arrivals)
        {
            string group = arrival.Message.GroupId;
            bool isLate = !ids.Add(arrival.Message.Id);
            if (!arrival.Message.IsRepeat && !isLate && last.TryGetValue(group, out Arrival? before)
                && arrival.At - before.At < RepeatInterval - Bound && IsSame(before, arrival))
            {
                yield return $"{group}: the same at {before.At} and {arrival.At} ({arrival.Message.Reason})";
            }

            last[group] = arrival;
        }
    }

    private static bool IsSame(Arrival before, Arrival after) =>
        after.Firing.Count > 0 && after.Firing.SetEquals(before.Firing) && after.Resolved.IsSubsetOf(before.Resolved);

    private static bool Arrived(World world, Func<Arrival, bool> tells, Instant from, Instant to) =>
        world.Receiver.Arrivals.Any(arrival => arrival.At >= from && arrival.At <= to && tells(arrival));
}
