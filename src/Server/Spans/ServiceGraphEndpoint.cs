using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Server.Api;
using Tocsin.Server.Api.Prometheus;
using Tocsin.Server.Series;

namespace Tocsin.Server.Spans;

/// <summary><c>GET /api/v1/service-graph</c>: who calls whom, how often, how well and how fast.</summary>
internal sealed class ServiceGraphEndpoint(SeriesHost series, TimeProvider time)
{
    private const int EdgesMax = 10_000;
    private const int EdgesUsual = 1_000;
    private static readonly TimeSpan WindowUsual = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WindowMax = TimeSpan.FromDays(31);
    private readonly ServiceGraphReader _reader = new(series);

    public async Task GetAsync(HttpContext http, QueryParameters parameters)
    {
        TimeSpan window = parameters.Duration("window") ?? WindowUsual;
        if (window < TimeSpan.FromSeconds(1) || window > WindowMax)
        {
            throw QueryParameters.Invalid("window", "it must be between 1s and 31d");
        }

        int limit = parameters.Limit();
        limit = limit == 0 ? EdgesUsual : Math.Min(limit, EdgesMax);
        var question = new GraphQuestion(
            parameters.Time("time", time.GetUtcNow().ToUnixTimeMilliseconds()), window, parameters.Text("service"));
        (IReadOnlyList<GraphEdge> edges, QueryError? error) = await _reader.ReadAsync(question, http.RequestAborted).ConfigureAwait(false);
        if (error is not null)
        {
            await PrometheusAnswer.ErrorAsync(http, QueryFault.Execution(error.Message)).ConfigureAwait(false);
            return;
        }

        GraphEdge[] told = [.. edges.Take(limit)];
        await PrometheusAnswer.OkAsync(http, output =>
        {
            output.Raw("{\"time\":"u8);
            Write(output, question.AtMs / 1000d);
            output.Raw(",\"windowSeconds\":"u8);
            Write(output, window.TotalSeconds);
            output.Raw(",\"nodes\":["u8);
            WriteNodes(output, told);
            output.Raw("],\"edges\":["u8);
            for (int i = 0; i < told.Length; i++)
            {
                WriteEdge(output.Raw(i == 0 ? default : ","u8), told[i]);
            }

            output.Raw("],\"edgesLeftOut\":"u8).Number(edges.Count - told.Length).Raw("}"u8);
        }).ConfigureAwait(false);
    }

    private static void WriteNodes(JsonOutput output, GraphEdge[] edges)
    {
        bool isFirst = true;
        ILookup<string, GraphEdge> to = edges.ToLookup(edge => edge.Server, StringComparer.Ordinal);
        ILookup<string, GraphEdge> from = edges.ToLookup(edge => edge.Client, StringComparer.Ordinal);
        foreach (string name in to.Concat(from).Select(group => group.Key).Distinct().Order(StringComparer.Ordinal))
        {
            output.Raw(isFirst ? "{\"name\":"u8 : ",{\"name\":"u8).String(name);
            output.Raw(",\"type\":"u8).String(TypeOf(name, [.. from[name]], [.. to[name]]));
            WriteRates(output.Raw(",\"received\":{"u8), to[name].Sum(edge => edge.Rate), to[name].Sum(edge => edge.Failed));
            WriteRates(output.Raw("},\"sent\":{"u8), from[name].Sum(edge => edge.Rate), from[name].Sum(edge => edge.Failed));
            output.Raw("}}"u8);
            isFirst = false;
        }
    }

    // Who sends spans is a service, whatever else somebody says of it.
    private static string TypeOf(string name, GraphEdge[] from, GraphEdge[] to) =>
        to.Any(edge => edge.Type is "" or "messaging_system") || from.Any(edge => edge.Type != "virtual_node") ? "service"
        : to.Any(edge => edge.Type == "database") ? "database"
        : from.Length > 0 && name == "user" ? "outside"
        : to.All(edge => edge.Client == "user") || from.Length > 0 ? "service"
        : "virtual_node";

    private static void WriteEdge(JsonOutput output, GraphEdge edge)
    {
        output.Raw("{\"client\":"u8).String(edge.Client).Raw(",\"server\":"u8).String(edge.Server);
        output.Raw(",\"connectionType\":"u8).String(edge.Type).Raw(","u8);
        WriteRates(output, edge.Rate, edge.Failed);
        WriteLatency(output.Raw(",\"serverSeconds\":"u8), edge.ServerSeconds);
        WriteLatency(output.Raw(",\"clientSeconds\":"u8), edge.ClientSeconds);
        output.Raw("}"u8);
    }

    private static void WriteRates(JsonOutput output, double rate, double failed)
    {
        output.Raw("\"perSecond\":"u8);
        Write(output, rate);
        output.Raw(",\"failedPerSecond\":"u8);
        Write(output, failed);
        output.Raw(",\"failedShare\":"u8);
        Write(output, rate > 0 ? failed / rate : 0);
    }

    private static void WriteLatency(JsonOutput output, double[] quantiles)
    {
        for (int i = 0; i < quantiles.Length; i++)
        {
            output.Raw(i == 0 ? "{"u8 : ","u8).String($"p{ServiceGraphReader.Quantiles[i] * 100:0}").Raw(":"u8);
            Write(output, quantiles[i]);
        }

        output.Raw("}"u8);
    }

    private static void Write(JsonOutput output, double value)
    {
        if (!double.IsFinite(value))
        {
            output.Raw("null"u8);
            return;
        }

        value.TryFormat(output.Room(32), out int length, "R", CultureInfo.InvariantCulture);
        output.Advance(length);
    }
}
