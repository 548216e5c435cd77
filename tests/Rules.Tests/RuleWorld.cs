using System.Globalization;
using System.Text;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Texts;
using Tocsin.TestKit.Series;

namespace Tocsin.Rules.Tests;

/// <summary>Rules over a store in memory, on a clock that the test turns. Times are seconds.</summary>
internal sealed class RuleWorld : IDisposable
{
    private readonly RoundRunner _runner;
    private readonly QueryEngine _engine;

    public RuleWorld(IReadOnlyList<RuleGroupModel> groups, RulesOptions? options = null, RuleWorld? before = null)
    {
        Store = before?.Store ?? new MemorySeries();
        Core = new RulesCore(options ?? new RulesOptions());
        Now = before?.Now ?? 0;
        Core.Load(groups, Ms(Now));
        if (before is not null)
        {
            var saved = new SavedAlerts();
            before.Journal.ForEach(saved.Apply);
            Core.Restore(saved);
            Journal.AddRange(before.Journal);
        }

        var engine = new EngineOptions();
        _engine = new QueryEngine(engine, Store, TimeProvider.System);
        var queries = new StoreQueries(engine, ParserOptions.Default, Store, TimeProvider.System);
        _runner = new RoundRunner(Core, new RuleHome(queries, new RuleSampleWriter(Store)), TimeProvider.System);
    }

    public MemorySeries Store { get; }

    public RulesCore Core { get; }

    public double Now { get; private set; }

    public List<JournalEvent> Journal { get; } = [];

    /// <summary>What was told, with the second.</summary>
    public List<(double At, Alert Alert)> Told { get; } = [];

    public static RuleGroupModel Group(string name, double interval, params RuleModel[] rules) => new()
    {
        File = "rules.yml",
        Name = name,
        Interval = TimeSpan.FromSeconds(interval),
        Rules = rules,
        Digest = string.Join('\n', rules.Select(rule => rule.ToString())),
    };

    public static AlertingRule Alert(
        string name,
        string expr,
        double holds = 0,
        double keep = 0,
        (string Name, string Text)[]? labels = null,
        (string Name, string Text)[]? annotations = null) => new()
        {
            Name = name,
            ExprText = expr,
            Expr = ExpressionParser.Parse(expr).Value!,
            For = TimeSpan.FromSeconds(holds),
            KeepFiringFor = TimeSpan.FromSeconds(keep),
            Labels = LabelSet.Of(labels ?? []),
            Annotations = LabelSet.Of(annotations ?? []),
            LabelTexts = [.. (labels ?? []).Select(each => RuleText.Compile(each.Name, each.Text))],
            AnnotationTexts = [.. (annotations ?? []).Select(each => RuleText.Compile(each.Name, each.Text))],
        };

    public static RecordingRule Record(string name, string expr, params (string Name, string Value)[] labels) => new()
    {
        Name = name,
        ExprText = expr,
        Expr = ExpressionParser.Parse(expr).Value!,
        Labels = LabelSet.Of(labels),
    };

    /// <summary>The groups of a rule file, without the line <c>groups:</c>.</summary>
    public static IReadOnlyList<RuleGroupModel> Read(string groups)
    {
        RuleFileResult result = RuleFileReader.Read("rules.yml", Encoding.UTF8.GetBytes("groups:\n" + groups), new RuleFileOptions());
        return result.IsOk ? result.Groups : throw new ArgumentException(string.Join('\n', result.Faults));
    }

    /// <summary>Writes a sample at the present second.</summary>
    public void Write(double value, string metric, params (string Name, string Value)[] labels) =>
        Store.Append(LabelSet.Of([("__name__", metric), .. labels]), new MemorySample(Ms(Now), value));

    /// <summary>Turns the clock to a second, evaluating whatever becomes due on the way, each at its instant.</summary>
    public void GoTo(double second)
    {
        while (Core.NextDueMs <= Ms(second))
        {
            Now = Core.NextDueMs / 1000.0;
            Evaluate();
        }

        Now = second;
    }

    /// <summary>Turns the clock without evaluating.</summary>
    public void Sleep(double second) => Now = second;

    public void Evaluate()
    {
        while (Core.TakeDue(Ms(Now)) is { } round)
        {
            RoundEffects effects = _runner.Run(round, CancellationToken.None);
            Journal.AddRange(effects.Events);
            Told.AddRange(effects.Alerts.Select(alert => (Now, alert)));
            Journal.Add(new RulesEvaluated(Model.Instant.FromUnixMs(round.AtMs)));
        }
    }

    public void Dispose() => _runner.Dispose();

    /// <summary>The answer to a query now, one line an element, sorted.</summary>
    public string Ask(string expr)
    {
        var query = Query.Instant(expr, ExpressionParser.Parse(expr).Value!, Ms(Now));
        QueryValue value = _engine.Evaluate(query, CancellationToken.None).Value!;
        return string.Join(
            "\n",
            ((QueryValue.Vector)value).Samples
                .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Labels} {s.Value}"))
                .Order(StringComparer.Ordinal));
    }

    private static long Ms(double seconds) => (long)Math.Round(seconds * 1000);
}
