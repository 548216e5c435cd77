using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Parsing;
using Tocsin.Server.Series;

namespace Tocsin.Server.Spans;

/// <summary>
/// Reads the graph of services out of its series, so that it can be asked of any time that is kept, and whoever wrote them:
/// this program, or a collector by remote write.
/// </summary>
internal sealed class ServiceGraphReader(SeriesHost series)
{
    private const string Prefix = "traces_service_graph_request_";
    private const string Ends = "client, server, connection_type";

    /// <summary>The quantiles of latencies that are told.</summary>
    public static IReadOnlyList<double> Quantiles { get; } = [0.5, 0.9, 0.99];

    /// <summary>Reads the graph.</summary>
    /// <param name="question">Which part of it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The edges, the busiest first; or the error of a query.</returns>
    public async Task<(IReadOnlyList<GraphEdge> Edges, QueryError? Error)> ReadAsync(
        GraphQuestion question, CancellationToken cancellation)
    {
        var edges = new Dictionary<LabelSet, GraphEdge>();
        foreach ((string text, Action<GraphEdge, double> set) in Questions(question))
        {
            ParseResult<Expr> parsed = ExpressionParser.Parse(text, ParserOptions.Default);
            EvaluatedQuery evaluated = await series.EvaluateAsync(
                Query.Instant(text, parsed.Value!, question.AtMs), null, cancellation).ConfigureAwait(false);
            if (evaluated.Result.Error is { } error)
            {
                return ([], error);
            }

            foreach (VectorSample sample in ((QueryValue.Vector)evaluated.Result.Value!).Samples)
            {
                if (!edges.TryGetValue(sample.Labels, out GraphEdge? edge))
                {
                    edge = new GraphEdge(sample.Labels);
                    edges.Add(sample.Labels, edge);
                }

                set(edge, sample.Value);
            }
        }

        return (
            [
                .. edges.Values.Where(edge => edge.Rate > 0)
                    .OrderByDescending(edge => edge.Rate).ThenBy(edge => edge.Client, StringComparer.Ordinal)
                    .ThenBy(edge => edge.Server, StringComparer.Ordinal).ThenBy(edge => edge.Type, StringComparer.Ordinal),
            ],
            null);
    }

    private static IEnumerable<(string Text, Action<GraphEdge, double> Set)> Questions(GraphQuestion question)
    {
        string window = PrometheusDuration.Format(question.Window);
        string Rate(string metric, string by) => question.Service.Length == 0
            ? $"sum by ({by}) (rate({Prefix}{metric}{{otel_metric_overflow=\"\"}}[{window}]))"
            : $"sum by ({by}) (rate({Prefix}{metric}{{client={GoQuote.Quote(question.Service)}}}[{window}])"
                + $" or rate({Prefix}{metric}{{server={GoQuote.Quote(question.Service)}}}[{window}]))";

        // Buckets with bounds and native histograms are read alike; a graph has the one or the other.
        string Quantile(int index, string metric) =>
            $"histogram_quantile({Quantiles[index]}, {Rate(metric + "_bucket", Ends + ", le")})"
            + $" or histogram_quantile({Quantiles[index]}, {Rate(metric, Ends)})";

        yield return (Rate("total", Ends), (edge, value) => edge.Rate = value);
        yield return (Rate("failed_total", Ends), (edge, value) => edge.Failed = value);
        for (int i = 0; i < Quantiles.Count; i++)
        {
            int index = i;
            yield return (Quantile(i, "server_seconds"), (edge, value) => edge.ServerSeconds[index] = value);
            yield return (Quantile(i, "client_seconds"), (edge, value) => edge.ClientSeconds[index] = value);
        }
    }
}

/// <summary>Which part of the graph.</summary>
/// <param name="AtMs">At which instant, in Unix milliseconds.</param>
/// <param name="Window">Over how long before it.</param>
/// <param name="Service">Only edges from or to this node; empty for all.</param>
internal sealed record GraphQuestion(long AtMs, TimeSpan Window, string Service);

/// <summary>The calls from one node to another.</summary>
internal sealed class GraphEdge(LabelSet labels)
{
    /// <summary>Who calls.</summary>
    public string Client { get; } = labels["client"] ?? "";

    /// <summary>Who is called.</summary>
    public string Server { get; } = labels["server"] ?? "";

    /// <summary>By what kind of connection; empty for a request.</summary>
    public string Type { get; } = labels["connection_type"] ?? "";

    /// <summary>Calls a second.</summary>
    public double Rate { get; set; }

    /// <summary>Failed calls a second.</summary>
    public double Failed { get; set; }

    /// <summary>The quantiles of the time that the server saw; NaN where it is not known.</summary>
    public double[] ServerSeconds { get; } = [double.NaN, double.NaN, double.NaN];

    /// <summary>The quantiles of the time that the client saw; NaN where it is not known.</summary>
    public double[] ClientSeconds { get; } = [double.NaN, double.NaN, double.NaN];
}
