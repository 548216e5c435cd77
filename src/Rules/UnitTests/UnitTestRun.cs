using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Instants;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Evaluation;

namespace Tocsin.Rules.UnitTests;

/// <summary>One test on its own store and its own clock, which jumps from one evaluation to the next.</summary>
// Source: promtool, unittest, testGroup.test: every group is evaluated at every interval of the file, in the order of the
// file, whatever the groups' own intervals are.
internal sealed class UnitTestRun
{
    private readonly UnitTestSuite _suite;
    private readonly UnitTestCase _test;
    private readonly TestSeries _store;
    private readonly InstantEvaluator _engine;
    private readonly RulesCore _core;
    private readonly TimeProvider _time;
    private readonly List<UnitTestFailure> _failures = [];

    public UnitTestRun(UnitTestSuite suite, UnitTestCase test, (TestEngine Engine, TimeProvider Time) means)
    {
        (_suite, _test, _time) = (suite, test, means.Time);
        means.Engine.Begin();
        (_store, _engine) = (means.Engine.Series, means.Engine.Evaluator);
        _core = new RulesCore(new RulesOptions
        {
            ExternalLabels = LabelsOf(test.ExternalLabels),
            ExternalUrl = test.ExternalUrl.TrimEnd('/'),
        });
        _core.Load(suite.Ordered(), test.StartMs);
    }

    public UnitTestResult Run()
    {
        (TestInput? input, string? error) = TestInput.Read(_test);
        if (input is null)
        {
            return Failed(error!);
        }

        using var runner = new RoundRunner(_core, new RuleHome(new Queries(this), new RuleSampleWriter(_store)), _time);
        long stepMs = (long)_suite.Config.EvaluationInterval.TotalMilliseconds;
        long endMs = _test.StartMs + LastMs();
        for (long at = _test.StartMs; at <= endMs; at += stepMs)
        {
            input.WriteUntil(at, _store);
            foreach (RuleGroupState group in _core.Groups)
            {
                runner.Run(new RuleRound(at, [group]), CancellationToken.None);
                if (ErrorOf(group) is { } wrong)
                {
                    return Failed($"{wrong} (time: {Text(at - _test.StartMs)})");
                }
            }

            CheckAlerts(at - _test.StartMs, stepMs);
        }

        input.WriteUntil(endMs, _store);
        foreach (ExpressionTest expected in _test.ExpressionTests)
        {
            Check(expected);
        }

        return Finished();
    }

    private UnitTestResult Finished() =>
        new(_test, _failures) { Series = _suite.WantsSeries ? _store.Describe() : [] };

    private static LabelSet LabelsOf(IReadOnlyDictionary<string, string> labels) =>
        LabelSet.Of([.. labels.Where(l => l.Value.Length > 0).Select(l => (l.Key, l.Value))]);

    private static string Text(long ms) => PrometheusDuration.Format(TimeSpan.FromMilliseconds(ms));

    // A rule that says what an error means is tested for just that.
    private static string? ErrorOf(RuleGroupState group)
    {
        foreach (RuleState rule in group.Rules)
        {
            if (rule.Health.Error is { } error && rule is not AlertingRuleState { DecidesOnError: true })
            {
                return $"rule {rule.Rule.Name} of group {group.Model.Name}: {error}";
            }
        }

        return null;
    }

    private UnitTestResult Failed(string error) => new(_test, [.. _failures, new UnitTestFailure(error, [], [])]);

    private long LastMs()
    {
        TimeSpan last = TimeSpan.Zero;
        foreach (TimeSpan at in _test.AlertTests.Select(t => t.EvalTime).Concat(_test.ExpressionTests.Select(t => t.EvalTime)))
        {
            last = at > last ? at : last;
        }

        return (long)last.TotalMilliseconds;
    }

    // An instant between two evaluations is judged by the earlier one.
    private void CheckAlerts(long sinceStartMs, long stepMs)
    {
        foreach (AlertTest expected in _test.AlertTests)
        {
            double at = expected.EvalTime.TotalMilliseconds;
            if (at >= sinceStartMs && at < sinceStartMs + stepMs)
            {
                Check(expected);
            }
        }
    }

    private void Check(AlertTest test)
    {
        string[] got =
        [
            .. _core.Groups.SelectMany(group => group.Rules).OfType<AlertingRuleState>()
                .SelectMany(rule => rule.Alerts)
                .Where(alert => alert.State == AlertState.Firing && alert.Labels[LabelName.AlertName] == test.AlertName)
                .Select(alert => new ComparedAlert(alert.Labels, alert.Annotations).ToString())
                .Order(StringComparer.Ordinal),
        ];
        string[] wanted =
        [
            .. test.Expected
                .Select(alert => new ComparedAlert(LabelsOf(alert.Labels, test.AlertName), TextsOf(alert.Annotations)).ToString())
                .Order(StringComparer.Ordinal),
        ];
        if (!got.SequenceEqual(wanted))
        {
            string time = Text((long)test.EvalTime.TotalMilliseconds);
            _failures.Add(new UnitTestFailure($"alertname: {test.AlertName}, time: {time}", wanted, got));
        }
    }

    private static LabelSet LabelsOf(IReadOnlyDictionary<string, string> labels, string alert) =>
        LabelsOf(new Dictionary<string, string>(labels) { [LabelName.AlertName] = alert });

    private static LabelSet TextsOf(IReadOnlyDictionary<string, string> texts) =>
        LabelSet.Of([.. texts.Select(text => (text.Key, text.Value))]);

    private void Check(ExpressionTest test)
    {
        string subject = $"expr: \"{test.Expr}\", time: {Text((long)test.EvalTime.TotalMilliseconds)}";
        (ExpectedSamples? expected, string? error) = ExpectedSamples.Read(test);
        if (expected is null)
        {
            _failures.Add(new UnitTestFailure($"{subject}, {error}", [], []));
            return;
        }

        QueryResult result = Ask(test.Expr, _test.StartMs + (long)test.EvalTime.TotalMilliseconds, CancellationToken.None);
        if (result.Error is { } wrong)
        {
            _failures.Add(new UnitTestFailure($"{subject}, err: {wrong.Message}", [], []));
        }
        else if (!expected.Fit(result.Value!, _suite.Config.FuzzyCompare))
        {
            _failures.Add(new UnitTestFailure(subject, expected.Texts, ExpectedSamples.Of(result.Value!).Texts));
        }
    }

    private QueryResult Ask(string text, long atMs, CancellationToken cancellation)
    {
        ParseResult<Expr> parsed = ExpressionParser.Parse(text, _suite.Language);
        return parsed.Value is { } expression && parsed.IsOk
            ? _engine.Evaluate(Query.Instant(text, expression, atMs), cancellation)
            : new QueryResult(null, new QueryError(QueryErrorKind.Execution, $"{parsed.Error}"), []);
    }

    /// <summary>Plainly: a test is too short for shared work to pay.</summary>
    private sealed class Queries(UnitTestRun run) : IRuleQueries
    {
        public IRuleMoment Open(long atMs, long offsetMs) => new Moment(run, atMs);

        public QueryResult EvaluateApart(string text, Expr expression, long atMs, CancellationToken cancellation) =>
            run._engine.Evaluate(Query.Instant(text, expression, atMs), cancellation);

        public QueryResult Answer(string text, long atMs, CancellationToken cancellation) => run.Ask(text, atMs, cancellation);
    }

    private sealed class Moment(UnitTestRun run, long atMs) : IRuleMoment
    {
        // A test waits for its slowest rule: it must come to the same end on every machine.
        public QueryResult Evaluate(string text, Expr expression, CancellationToken cancellation) =>
            run._engine.Evaluate(Query.Instant(text, expression, atMs), CancellationToken.None);

        public void Dispose()
        {
            // There is nothing to close.
        }
    }
}
