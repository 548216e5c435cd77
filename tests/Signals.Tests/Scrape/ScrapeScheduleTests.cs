using Tocsin.Model.Labels;
using Tocsin.Signals.Scrape;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.Scrape;

public sealed class ScrapeScheduleTests
{
    private const int Interval = 15_000;

    private readonly ScrapeSchedule _schedule = new();
    private readonly ScraperParts _parts = new(new MemorySeries(), new NoNotes());
    private readonly ScrapePoolModel _pool = new() { Name = "job" };

    [Fact]
    public void A_thousand_targets_are_spread_over_the_interval()
    {
        Swap(Enumerable.Range(0, 1000), nowMs: 7);
        int[] perSecond = new int[15];
        for (long now = 7; now < 7 + Interval; now++)
        {
            while (_schedule.TakeDue(now) is not null)
            {
                perSecond[(now - 7) / 1000]++;
            }
        }

        Assert.Equal(1000, perSecond.Sum());
        Assert.All(perSecond, count => Assert.InRange(count, 35, 105));
    }

    [Fact]
    public void A_target_keeps_its_place_whenever_the_program_starts()
    {
        Swap([1], nowMs: 1_000_000);
        long first = _schedule.NextMs!.Value;
        var other = new ScrapeSchedule();
        other.Swap([Target(1)], target => new TargetScraper(target, _parts), 9_000_123);
        Assert.Equal(first % Interval, other.NextMs!.Value % Interval);
    }

    [Fact]
    public void Turns_that_were_missed_are_left_out()
    {
        Swap([1], nowMs: 0);
        long first = _schedule.NextMs!.Value;
        Assert.NotNull(_schedule.TakeDue(first + (10 * Interval) + 1));
        Assert.Null(_schedule.TakeDue(first + (10 * Interval) + 1));
        Assert.Equal(first + (11 * Interval), _schedule.NextMs);
    }

    [Fact]
    public void A_target_that_is_busy_has_its_turn_as_soon_as_it_is_not_and_loses_what_came_beside()
    {
        Swap([1], nowMs: 0);
        long first = _schedule.NextMs!.Value;
        ScrapeSchedule.Turn turn = _schedule.TakeDue(first)!;
        Assert.Null(_schedule.TakeDue(first + Interval));
        Assert.Null(_schedule.TakeDue(first + (2 * Interval)));
        Assert.Equal(1, turn.Skipped);
        _schedule.Finish(turn, first + (2 * Interval) + 5);
        Assert.Same(turn, _schedule.TakeDue(first + (2 * Interval) + 5));
        Assert.Equal(first + (3 * Interval), _schedule.NextMs);
    }

    [Fact]
    public void Who_has_a_turn_ends_it_unless_it_was_due_again()
    {
        Swap([1], nowMs: 0);
        long first = _schedule.NextMs!.Value;
        ScrapeSchedule.Turn turn = _schedule.TakeDue(first)!;
        Assert.True(turn.TryEnd());
        Assert.Same(turn, _schedule.TakeDue(first + Interval));
        Assert.Null(_schedule.TakeDue(first + (2 * Interval)));
        Assert.False(turn.TryEnd());
        Assert.Null(_schedule.TakeDue(first + (2 * Interval) + 1));
        _schedule.Finish(turn, first + (2 * Interval) + 2);
        Assert.Same(turn, _schedule.TakeDue(first + (2 * Interval) + 2));
        Assert.Equal(0, turn.Skipped);
    }

    [Fact]
    public void A_thousand_targets_wake_who_keeps_the_schedule_a_few_hundred_times()
    {
        Swap(Enumerable.Range(0, 1000), nowMs: 0);
        var instants = new HashSet<long>();
        while (_schedule.NextMs is { } next && next < Interval)
        {
            instants.Add(next);
            Assert.NotNull(_schedule.TakeDue(next));
        }

        Assert.InRange(instants.Count, 200, 260);
    }

    [Fact]
    public void A_target_that_is_gone_has_one_more_turn()
    {
        Swap([1], nowMs: 0);
        long first = _schedule.NextMs!.Value;
        _schedule.Finish(_schedule.TakeDue(first)!, first);
        Swap([], nowMs: 1000);
        Assert.Empty(_schedule.Turns);
        Assert.True(_schedule.TakeDue(_schedule.NextMs!.Value)!.IsLeaving);
        Assert.Null(_schedule.NextMs);
    }

    [Fact]
    public void A_target_that_comes_back_goes_on_as_if_it_had_never_gone()
    {
        Swap([1], nowMs: 0);
        ScrapeSchedule.Turn before = _schedule.TakeDue(_schedule.NextMs!.Value)!;
        _schedule.Finish(before, 500);
        Swap([], nowMs: 1000);
        Swap([1], nowMs: 2000);
        ScrapeSchedule.Turn after = _schedule.TakeDue(_schedule.NextMs!.Value)!;
        Assert.Same(before.Scraper, after.Scraper);
        Assert.False(after.IsLeaving);
    }

    [Fact]
    public void Another_interval_holds_at_once()
    {
        Swap([1], nowMs: 0);
        _schedule.Swap(
            [Target(1) with { Interval = TimeSpan.FromSeconds(1) }], target => new TargetScraper(target, _parts), 100);
        Assert.InRange(_schedule.NextMs!.Value, 100, 1100);
        Assert.NotNull(_schedule.TakeDue(1100));
        Assert.InRange(_schedule.NextMs!.Value, 1100, 2100);
    }

    private void Swap(IEnumerable<int> targets, long nowMs) =>
        _schedule.Swap(targets.Select(Target), target => new TargetScraper(target, _parts), nowMs);

    private ScrapeTargetModel Target(int number) => new()
    {
        Pool = _pool,
        Labels = LabelSet.Of(("instance", $"host-{number}:9100"), ("job", "job")),
        Discovered = LabelSet.Empty,
        Url = $"http://host-{number}:9100/metrics",
        Interval = TimeSpan.FromMilliseconds(Interval),
        Timeout = TimeSpan.FromSeconds(10),
    };
}
