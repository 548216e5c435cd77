using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Server.Series;
using Tocsin.Tsdb.Store;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/status/limits</c>: who has the most series, of which metrics, with the most values of which labels.</summary>
internal sealed class LimitsEndpoint(SeriesHost series)
{
    private const int OwnersDefault = 10;
    private const int OwnersMax = 1000;
    private const int NamesMax = 5;

    public async Task LimitsAsync(HttpContext http, QueryParameters parameters)
    {
        string text = parameters.Text("limit");
        int limit = OwnersDefault;
        bool isNumber = text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit);
        if (!isNumber || limit is < 1 or > OwnersMax)
        {
            throw new QueryFaultException(QueryFault.BadData($"limit must be between 1 and {OwnersMax}"));
        }

        string kind = parameters.Text("kind");
        SeriesOwner[] owners = [.. series.Owners.All.Where(owner => kind.Length == 0 || owner.Kind == kind).Take(limit)];
        IReadOnlyList<OwnerStatistics> found = await Task.Run(
            () => series.Store.Statistics(owners, NamesMax), http.RequestAborted).ConfigureAwait(false);
        await PrometheusAnswer.OkAsync(http, output =>
        {
            output.Raw("{\"owners\":["u8);
            for (int i = 0; i < found.Count; i++)
            {
                output.Raw(i == 0 ? "{"u8 : ",{"u8);
                Write(output, found[i]);
            }

            output.Raw("]}"u8);
        }).ConfigureAwait(false);
    }

    private static void Write(JsonOutput output, OwnerStatistics found)
    {
        SeriesOwner owner = found.Owner;
        output.Raw("\"kind\":"u8).String(owner.Kind).Raw(",\"name\":"u8).String(owner.Name);
        output.Raw(",\"series\":"u8).Number(owner.Count).Raw(",\"limit\":"u8).Number(owner.Max);
        output.Raw(",\"refused\":"u8).Number(owner.Refused);
        if (owner.LastRefused is { } refused)
        {
            output.Raw(",\"lastRefused\":"u8).Labels(refused);
        }

        Write(output, ",\"seriesCountByMetricName\":["u8, found.Labels.SeriesByMetric);
        Write(output, "],\"labelValueCountByLabelName\":["u8, found.Labels.ValuesByLabel);
        output.Raw("]}"u8);
    }

    private static void Write(JsonOutput output, ReadOnlySpan<byte> head, IReadOnlyList<(string Name, long Count)> counts)
    {
        output.Raw(head);
        for (int i = 0; i < counts.Count; i++)
        {
            output.Raw(i == 0 ? "{\"name\":"u8 : ",{\"name\":"u8).String(counts[i].Name);
            output.Raw(",\"value\":"u8).Number(counts[i].Count).Raw("}"u8);
        }
    }
}
