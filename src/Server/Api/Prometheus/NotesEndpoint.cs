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
        int limit = parameters.Limit();
        string metric = parameters.Text("metric");
        IReadOnlyList<MetricMetadata> known =
            series.Store.Metadata(metric.Length == 0 ? null : metric, limit > 0 ? limit : int.MaxValue);
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
            throw new QueryFaultException(QueryFault.BadData("end timestamp must not be before start timestamp"));
        }

        IGrouping<LabelSet, Exemplar>[] found =
        [
            .. Selectors(parameters.Expression())
                .SelectMany(s => series.Store.Exemplars(
                    new SeriesQuery { Matchers = [.. s.Matchers], FromMs = from, ToMs = to }))
                .Distinct().GroupBy(e => e.Series),
        ];
        return PrometheusAnswer.OkAsync(http, output => Write(output, found));
    }

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
