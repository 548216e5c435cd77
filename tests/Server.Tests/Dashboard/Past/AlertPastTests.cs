using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Server.Dashboard.Past;

namespace Tocsin.Server.Tests.Dashboard.Past;

public sealed class AlertPastTests
{
    private static readonly Fingerprint A = LabelSet.Of(("alertname", "A")).Fingerprint;

    [Fact]
    public void Begins_and_ends_make_spans()
    {
        Assert.Equal([(1, 2), (3, 0)], Spans((1, 0), (1, 2), (3, 0)));
        Assert.Equal([(1, 0)], Spans((3, 0), (1, 0)));
        Assert.Equal([(1, 4)], Spans((1, 0), (0, 4), (0, 4)));
        Assert.Equal([(1, 0)], Spans((1, 0), (1, 4), (4, 0)));
    }

    [Fact]
    public void An_end_without_a_begin_fired_since_before_anything_is_known() =>
        Assert.Equal([(0, 4), (5, 6)], Spans((0, 4), (5, 6)));

    [Fact]
    public void What_ended_long_ago_is_forgotten_and_what_fires_on_is_not()
    {
        AlertPast past = Past((1, 2), (5, 0));
        past.Forget(Instant.FromUnixMs(TimeSpan.MillisecondsPerHour + 3));
        Assert.Equal([new FiredSpan(5, 0)], past.Of(A));
        Assert.Equal(3, past.SinceMs);
    }

    [Fact]
    public void Of_too_many_alerts_those_that_ended_first_are_forgotten_and_it_says_so()
    {
        var past = new AlertPast(TimeSpan.FromHours(1), alertsMax: 10);
        for (int minute = 1; minute <= 60; minute++)
        {
            Fingerprint alert = LabelSet.Of(("n", $"{minute}")).Fingerprint;
            past.Take(new FiredChange(alert, minute * 60_000, (minute * 60_000) + 1));
        }

        past.Forget(Instant.FromUnixMs(3_600_000));
        Assert.InRange(past.Count, 5, 10);
        Assert.InRange(past.SinceMs, 3_600_000 - (10 * 60_000), 3_600_000 - (5 * 60_000));
    }

    [Fact]
    public void Spans_never_overlap_and_are_bounded() => Prop.ForAll(
        Gen.Choose(0, 99_999).ArrayOf(100).ToArbitrary(), Follow).Check(FsCheck.Config.QuickThrowOnFailure);

    private static void Follow(int[] steps)
    {
        var past = new AlertPast(TimeSpan.FromHours(1), 10);
        long at = 1;
        foreach (int step in steps)
        {
            long began = at;
            at += step % 7;
            past.Take(new FiredChange(A, step % 3 == 0 ? 0 : began, step % 3 == 1 ? 0 : at));
            FiredSpan[] spans = [.. past.Of(A)];
            Assert.InRange(spans.Length, 0, AlertPast.SpansMax);
            Assert.All(spans, span => Assert.True(span.IsOpen || span.FromMs <= span.ToMs));
            Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.True(!pair.First.IsOpen && pair.First.ToMs <= pair.Second.FromMs));
        }
    }

    private static (long, long)[] Spans(params (long From, long To)[] changes) =>
        [.. Past(changes).Of(A).Select(span => (span.FromMs, span.ToMs))];

    private static AlertPast Past(params (long From, long To)[] changes)
    {
        var past = new AlertPast(TimeSpan.FromHours(1), 10);
        foreach ((long from, long to) in changes)
        {
            past.Take(new FiredChange(A, from, to));
        }

        return past;
    }
}
