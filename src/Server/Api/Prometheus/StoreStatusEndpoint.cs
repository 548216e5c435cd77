using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Server.Series;
using Tocsin.Tsdb.Store;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/status/tsdb</c> and <c>/api/v1/status/tsdb/blocks</c>: what is stored, and where the memory goes.</summary>
// Source: Prometheus web/api/v1, TSDBStatus and serveTSDBBlocks; tsdb, BlockMeta.
internal sealed class StoreStatusEndpoint(SeriesHost series)
{
    private const int LimitDefault = 10;
    private const int LimitMax = 10_000;

    public async Task StatisticsAsync(HttpContext http, QueryParameters parameters)
    {
        int limit = Limit(parameters.Text("limit"));
        StoreStatistics counts = await Task.Run(() => series.Store.Statistics(limit), http.RequestAborted).ConfigureAwait(false);
        (long first, long last) = series.Store.HeadSpan;
        await PrometheusAnswer.OkAsync(http, output =>
        {
            output.Raw("{\"headStats\":{\"numSeries\":"u8).Number(counts.Series);
            output.Raw(",\"numLabelPairs\":"u8).Number(counts.LabelPairs);

            // Ours has no chunks of upstream's kind in memory.
            output.Raw(",\"chunkCount\":0,\"minTime\":"u8).Number(first).Raw(",\"maxTime\":"u8).Number(last);
            Write(output, "},\"seriesCountByMetricName\":["u8, counts.SeriesByMetric);
            Write(output, "],\"labelValueCountByLabelName\":["u8, counts.ValuesByLabel);
            Write(output, "],\"memoryInBytesByLabelName\":["u8, counts.BytesByLabel);
            Write(output, "],\"seriesCountByLabelValuePair\":["u8, counts.SeriesByPair);
            output.Raw("]}"u8);
        }).ConfigureAwait(false);
    }

    public Task BlocksAsync(HttpContext http, QueryParameters parameters) => PrometheusAnswer.OkAsync(http, output =>
    {
        bool first = true;
        output.Raw("{\"blocks\":["u8);
        foreach (BlockFacts block in series.Store.BlockList)
        {
            // The end of upstream's blocks is exclusive.
            output.Raw(first ? "{\"ulid\":"u8 : ",{\"ulid\":"u8).String(block.Name);
            output.Raw(",\"minTime\":"u8).Number(block.MinTime).Raw(",\"maxTime\":"u8).Number(block.MaxTime + 1);
            output.Raw(",\"stats\":{\"numSamples\":"u8).Number(block.Samples);
            output.Raw(",\"numSeries\":"u8).Number(block.Series).Raw(",\"numBytes\":"u8).Number(block.Bytes);
            output.Raw("},\"compaction\":{\"level\":"u8).Number(block.Level + 1).Raw("},\"version\":1}"u8);
            first = false;
        }

        output.Raw("]}"u8);
    });

    private static int Limit(string text)
    {
        if (text.Length == 0)
        {
            return LimitDefault;
        }

        return !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int limit) || limit < 1
            ? throw Bad("limit must be a positive number")
            : limit <= LimitMax ? limit : throw Bad($"limit must not exceed {LimitMax}");
    }

    private static QueryFaultException Bad(string message) => new(QueryFault.BadData(message));

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
