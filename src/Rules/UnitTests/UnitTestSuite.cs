using System.Collections.Concurrent;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.UnitTests;

/// <summary>The tests of a file with the rules that they are about. Its tests may run beside each other.</summary>
public sealed record UnitTestSuite
{
    // One for each test that runs at a time.
    private readonly ConcurrentBag<TestEngine> _engines = [];

    /// <summary>The tests.</summary>
    public required UnitTestConfig Config { get; init; }

    /// <summary>The groups of all rule files.</summary>
    public required IReadOnlyList<RuleGroupModel> Groups { get; init; }

    /// <summary>Results have all series that there were at the end.</summary>
    public bool WantsSeries { get; init; }

    /// <summary>Which experimental parts of the language are allowed.</summary>
    public ParserOptions Language { get; init; } = ParserOptions.Default;

    /// <summary>How expressions are evaluated. There is no cap on samples: tests are of the author's own size.</summary>
    public EngineOptions Engine { get; init; } = new() { SamplesMax = long.MaxValue, Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>
    /// The groups in the order of their evaluation: those that the file orders, then the others. A test takes its time,
    /// tries once, and has its own series only: it comes to the same end on every machine.
    /// </summary>
    public IReadOnlyList<RuleGroupModel> Ordered()
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in Config.GroupEvalOrder)
        {
            places.TryAdd(name, places.Count);
        }

        return
        [
            .. Groups.OrderBy(group => places.GetValueOrDefault(group.Name, int.MaxValue))
                .Select(group => group with { Retries = 0, Timeout = TimeSpan.Zero, Backend = "" }),
        ];
    }

    /// <summary>Runs a test.</summary>
    public UnitTestResult Run(UnitTestCase test, TimeProvider time)
    {
        if (!_engines.TryTake(out TestEngine? engine))
        {
            engine = new TestEngine(Engine, time);
        }

        UnitTestResult result = new UnitTestRun(this, test, (engine, time)).Run();
        _engines.Add(engine);
        return result;
    }
}

/// <summary>How a test went.</summary>
/// <param name="Test">The test.</param>
/// <param name="Failures">What is not as expected; empty if it passed.</param>
public sealed record UnitTestResult(UnitTestCase Test, IReadOnlyList<UnitTestFailure> Failures)
{
    /// <summary>True if all is as expected.</summary>
    public bool IsOk => Failures.Count == 0;

    /// <summary>All series at the end, those of rules among them, by their labels; empty if nobody asked.</summary>
    public IReadOnlyList<TestedSeries> Series { get; init; } = [];
}

/// <summary>A series of a test.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Samples">When, in Unix milliseconds, and what, as text.</param>
public sealed record TestedSeries(LabelSet Labels, IReadOnlyList<(long AtMs, string Value)> Samples);

/// <summary>One thing that is not as expected.</summary>
/// <param name="Subject">What was looked at: <c>alertname: Down, time: 10m</c>, or an error.</param>
/// <param name="Expected">What was expected, an element each; empty beside an error.</param>
/// <param name="Got">What came, likewise.</param>
public sealed record UnitTestFailure(string Subject, IReadOnlyList<string> Expected, IReadOnlyList<string> Got);

/// <summary>An alert as tests compare it.</summary>
/// <param name="Labels">All its labels.</param>
/// <param name="Annotations">All its annotations.</param>
internal sealed record ComparedAlert(LabelSet Labels, LabelSet Annotations)
{
    /// <inheritdoc/>
    public override string ToString() => $"Labels:{Labels} Annotations:{Annotations}";
}
