using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Instants;

namespace Tocsin.Rules.UnitTests;

/// <summary>
/// Evaluates the expressions of one test after the other: what is known of an expression is kept from test to test, which
/// takes longer to learn than a test to run. One test at a time.
/// </summary>
internal sealed class TestEngine : ISeriesReader
{
    private ulong _refs;

    public TestEngine(EngineOptions options, TimeProvider time)
    {
        Series = new TestSeries(_refs);
        Evaluator = new InstantEvaluator(options, this, time);
    }

    /// <summary>The series of the test at hand.</summary>
    public TestSeries Series { get; private set; }

    /// <summary>Evaluates over them.</summary>
    public InstantEvaluator Evaluator { get; }

    /// <summary>Begins a test: without series, and with references that no test before had.</summary>
    public void Begin()
    {
        _refs += (ulong)Series.Count;
        Series = new TestSeries(_refs);
    }

    /// <inheritdoc/>
    public ISeriesView OpenView() => Series.OpenView();

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelNames(SeriesQuery query, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelValues(string name, SeriesQuery query, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
