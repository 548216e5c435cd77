using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Numbers;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/metadata</c> and <c>/api/v1/query_exemplars</c>.</summary>
internal sealed class NotesEndpoint(SeriesHost series)
{
    public Task MetadataAsync(HttpContext http, QueryParameters parameters)
    {
        int limit = Most(parameters, "limit");
        _ = Most(parameters, "limit_per_metric"); // There is one entry at most for each metric.
        string metric = parameters.Text("metric");
        IReadOnlyList<MetricMetadata> known = limit == 0
            ? []
            : series.Store.Metadata(metric.Length == 0 ? null : metric, limit > 0 ? limit : int.MaxValue);
        return PrometheusAnswer.OkAsync(http, output =>
        {
            output.Raw("{"u8);
            for (int i = 0; i < known.Count; i++)
            {
                output.Raw(i == 0 ? default : ","u8).String(known[i].Metric);
                output.Raw(":[{\"type\":"u8).String(known[i].Type);
                output.Raw(",\"help\":"u8).String(known[i].Help);
                output.Raw(",\"unit\":"u8).String(known[i].Unit).Raw("}]"u8);
            }

            output.Raw("}"u8);
        });
    }

    public Task ExemplarsAsync(HttpContext http, QueryParameters parameters)
    {
        long from = parameters.Time("start", QueryParameters.MinTimeMs);
        long to = parameters.Time("end", QueryParameters.MaxTimeMs);
        if (to < from)
        {
            throw Bad("end timestamp must not be before start timestamp");
        }

        VectorSelector[] selectors = [.. Selectors(parameters.Expression(Bad))];
        if (selectors.Length == 0)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        IGrouping<LabelSet, Exemplar>[] found =
        [
            .. selectors
                .SelectMany(s => series.Store.Exemplars(
                    new SeriesQuery { Matchers = [.. s.Matchers], FromMs = from, ToMs = to }))
                .Distinct().GroupBy(e => e.Series),
        ];
        return PrometheusAnswer.OkAsync(http, output => Write(output, found));
    }

    // A limit below 0 is none. Source: Prometheus web/api/v1, metricMetadata.
    private static int Most(QueryParameters parameters, string name)
    {
        string text = parameters.Text(name);
        return text.Length == 0 ? -1
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int most) ? most
            : throw Bad($"{name} must be a number");
    }

    private static QueryFaultException Bad(string message) => new(QueryFault.BadData(message));

    private static void Write(JsonOutput output, IGrouping<LabelSet, Exemplar>[] found)
    {
        output.Raw("["u8);
        for (int i = 0; i < found.Length; i++)
        {
            output.Raw(i == 0 ? "{\"seriesLabels\":"u8 : ",{\"seriesLabels\":"u8).Labels(found[i].Key);
            output.Raw(",\"exemplars\":["u8);
            bool first = true;
            foreach (Exemplar exemplar in found[i])
            {
                output.Raw(first ? "{\"labels\":"u8 : ",{\"labels\":"u8).Labels(exemplar.Labels);
                output.Raw(",\"value\":"u8).String(FloatText.Sample(exemplar.Value)).Raw(",\"timestamp\":"u8);
                ValueJson.WriteTime(output, exemplar.TimeMs);
                output.Raw("}"u8);
                first = false;
            }

            output.Raw("]}"u8);
        }

        output.Raw("]"u8);
    }

    private static IEnumerable<VectorSelector> Selectors(Expr node) => node is VectorSelector selector
        ? [selector]
        : node.Children().SelectMany(Selectors);
}
