using System.Globalization;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Rules.Views;

namespace Tocsin.Rules.Tests.Compliance;

/// <summary>
/// Plays a case on a virtual clock: a group of 30 s, a sample each 15 s, alerts told again after a minute. At every
/// evaluation it compares what the API shows, what <c>ALERTS</c> says and what was told with what has to be.
/// </summary>
// Source: Prometheus compliance, alert_generator: its cases and checks, as shared/reference describes them.
internal sealed class ComplianceRun(ComplianceCase played) : IDisposable
{
    private const double Interval = 30;
    private const double SampleInterval = 15;
    private const double ResendDelay = 60;
    private const double ResolvedRetention = 15 * 60;

    private readonly RuleWorld _world = new(RuleWorld.Read(
        "- name: g\n  interval: 30s\n  rules:\n  " + played.Rules.Replace("\n", "\n  ", StringComparison.Ordinal)));

    public void Play()
    {
        // The first evaluation is one interval after the beginning.
        for (double now = 0; now <= played.Until; now += SampleInterval)
        {
            _world.Sleep(now);
            Write(now);
            int told = _world.Told.Count;
            _world.Evaluate();
            if (now > 0 && now % Interval == 0)
            {
                CheckViews(now);
                CheckSeries(now);
                CheckTold(now, [.. _world.Told.Skip(told).Select(each => each.Alert)]);
            }
            else
            {
                Assert.Equal(told, _world.Told.Count);
            }
        }
    }

    public void Dispose() => _world.Dispose();

    private void Write(double now)
    {
        foreach (SeriesCurve series in played.Series)
        {
            if (series.At(now) is { } value)
            {
                _world.Write(value, series.Metric, series.Labels);
            }
        }
    }

    private void CheckViews(double now)
    {
        RuleGroupView group = Assert.Single(RuleViews.Take(_world.Core, new RuleQuery()));
        Assert.Equal(now * 1000, group.LastMs);
        foreach (RuleView rule in group.Rules)
        {
            AlertCurve[] expected = [.. played.Alerts.Where(alert => alert.Rule == rule.Model.Name)];
            Assert.Null(rule.Last.Error);
            Assert.Equal(expected.Select(alert => alert.StateAt(now)).DefaultIfEmpty(AlertState.Inactive).Max(), rule.State);
            Assert.Equal(
                expected.Where(alert => alert.At(now) is not null).Select(alert => Text(alert, now)).Order(StringComparer.Ordinal),
                rule.Alerts.Select(Text).Order(StringComparer.Ordinal));
        }
    }

    private static string Text(AlertCurve alert, double now)
    {
        Episode episode = alert.At(now)!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{now}: {alert.AllLabels} {alert.AnnotationsIn(episode)} {alert.StateAt(now)} {episode.ActiveAt} {episode.Value}");
    }

    private string Text(AlertView alert) => string.Create(
        CultureInfo.InvariantCulture,
        $"{_world.Now}: {alert.Labels} {alert.Annotations} {alert.State} {alert.ActiveAtMs / 1000.0} {alert.Value}");

    private void CheckSeries(double now)
    {
        string[] expected =
        [
            .. played.Alerts.Where(alert => alert.At(now) is not null).Select(alert => LabelSet.Of(
            [
                ("__name__", "ALERTS"), ("alertname", alert.Rule), ("alertstate", alert.StateAt(now).ToString().ToLowerInvariant()),
                .. alert.Labels.Where(label => label.Name != "alertstate"),
            ]) + " 1").Order(StringComparer.Ordinal),
        ];
        Assert.Equal(string.Join('\n', expected), _world.Ask("ALERTS"));
    }

    private void CheckTold(double now, Alert[] told)
    {
        string[] expected =
        [
            .. played.Alerts.Select(alert => Letter(alert, now)).OfType<string>().Order(StringComparer.Ordinal),
        ];
        Assert.Equal(expected, told.Select(alert => Letter(alert, now)).Order(StringComparer.Ordinal));
        Assert.All(told, alert => Assert.True(Uri.TryCreate("http://here" + alert.GeneratorUrl, UriKind.Absolute, out _)));
    }

    // What has to be told of an alert at an evaluation: at once when it fires or ends, and then at the first evaluation
    // that is more than the resend delay after the last time; an end for a quarter of an hour at most, or until it is active
    // again.
    private static string? Letter(AlertCurve alert, double now)
    {
        Episode? episode = Array.FindLast(alert.Episodes, e => now >= e.ActiveAt);
        if (episode is null || now < episode.FiredAt || episode.FiredAt >= episode.ResolvedAt)
        {
            return null;
        }

        bool isResolved = now >= episode.ResolvedAt;
        double since = now - (isResolved ? episode.ResolvedAt : episode.FiredAt);
        double period = (Math.Floor(ResendDelay / Interval) + 1) * Interval;
        if (since % period != 0 || (isResolved && since > ResolvedRetention))
        {
            return null;
        }

        double end = isResolved ? episode.ResolvedAt : now + (4 * Math.Max(Interval, ResendDelay));
        return Letter(alert.AllLabels, alert.AnnotationsIn(episode), (now, episode.FiredAt, end));
    }

    private static string Letter(Alert alert, double now) => Letter(
        alert.Labels, alert.Annotations, (now, alert.StartsAt.UnixMs / 1000.0, alert.EndsAt.UnixMs / 1000.0));

    private static string Letter(LabelSet labels, LabelSet annotations, (double Now, double Start, double End) times) =>
        string.Create(CultureInfo.InvariantCulture, $"{times.Now}: {labels} {annotations} from {times.Start} to {times.End}");
}
