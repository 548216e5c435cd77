using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Planning;
using Tocsin.PromQL.Parsing;
using Tocsin.TestKit.Series;

namespace Tocsin.PromQL.Tests.Planning;

/// <summary>What the evaluator asks of a store is what the plan said, to the millisecond.</summary>
public sealed class FetchPlanProperties
{
    [Fact]
    public void Whatever_an_evaluation_asks_for_was_planned()
    {
        var random = new Random(7);
        foreach (string expression in Evaluation.RangeProperties.Expressions)
        {
            var parsed = ExpressionParser.Parse(expression, ParserOptions.Everything);
            Assert.True(parsed.IsOk, parsed.Error?.ToString());
            for (int i = 0; i < 20; i++)
            {
                long start = random.NextInt64(0, 100_000_000);
                long step = i % 4 == 0 ? 0 : random.Next(1, 500_000);
                var query = new Query(expression, parsed.Value, start, start + (step * random.Next(50)), step);
                var asked = new AskedReader();
                new QueryEngine(new EngineOptions(), asked, new VirtualTime()).Evaluate(
                    query, TestContext.Current.CancellationToken);
                IReadOnlyList<SeriesQuery> planned = FetchPlan.Of(query, new EngineOptions(), false).Queries;

                Assert.Equal(Texts(planned), Texts(asked.Queries.Distinct(SeriesQueryComparer.Instance)));
            }
        }
    }

    private static IEnumerable<string> Texts(IEnumerable<SeriesQuery> queries) => queries.Select(
        query => $"{string.Join(',', query.Matchers)} {query.FromMs} {query.ToMs} {query.StepMs} {query.RangeMs} {query.Function}")
        .Order(StringComparer.Ordinal);

    private sealed class AskedReader : ISeriesReader, ISeriesView
    {
        private readonly ISeriesView _empty = new MemorySeries().OpenView();

        public List<SeriesQuery> Queries { get; } = [];

        public long Revision => 0;

        public ISeriesView OpenView() => this;

        public ISeriesSelection Select(SeriesQuery query, CancellationToken cancellation)
        {
            Queries.Add(query);
            return _empty.Select(query, cancellation);
        }

        public IReadOnlyList<string> LabelNames(SeriesQuery query, int limit, CancellationToken cancellation) => [];

        public IReadOnlyList<string> LabelValues(string name, SeriesQuery query, int limit, CancellationToken cancellation) => [];

        public void Dispose()
        {
        }
    }
}
