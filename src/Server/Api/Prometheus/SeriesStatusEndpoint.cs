using Microsoft.AspNetCore.Http;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/status/*</c>: what Grafana and people ask of a server.</summary>
internal sealed class SeriesStatusEndpoint(SeriesHost series, ServerState state)
{
    /// <summary>The version of Prometheus whose API this is; Grafana decides by it what it may use.</summary>
    public const string PrometheusVersion = "3.14.0";

    public static Task BuildAsync(HttpContext http, QueryParameters parameters) => PrometheusAnswer.OkAsync(http, output =>
    {
        output.Raw("{\"version\":"u8).String(PrometheusVersion);
        output.Raw(",\"revision\":"u8).String("tocsin-" + BuildFacts.Version);
        output.Raw(",\"branch\":\"\",\"buildUser\":\"\",\"buildDate\":\"\",\"goVersion\":\"\"}"u8);
    });

    public Task RuntimeAsync(HttpContext http, QueryParameters parameters) => PrometheusAnswer.OkAsync(http, output =>
    {
        output.Raw("{\"startTime\":"u8).Time(state.StartedAt);
        output.Raw(",\"serverTime\":"u8).Time(state.Now);
        output.Raw(",\"reloadConfigSuccess\":true,\"corruptionCount\":"u8).Number(series.Store.DamagedChunks);
        output.Raw(",\"storageRetention\":"u8)
            .String(Model.Durations.PrometheusDuration.Format(series.Options.Retention)).Raw("}"u8);
    });

    public Task StoreAsync(HttpContext http, QueryParameters parameters) => PrometheusAnswer.OkAsync(http, output =>
    {
        output.Raw("{\"headStats\":{\"numSeries\":"u8).Number(series.Store.SeriesCount);
        output.Raw("},\"blocks\":"u8).Number(series.Store.BlockCount);
        output.Raw(",\"blockBytes\":"u8).Number(series.Store.BlockBytes);
        output.Raw(",\"logBytes\":"u8).Number(series.Store.LogBytes);
        output.Raw(",\"samplesAppended\":"u8).Number(series.Store.AcceptedCount).Raw("}"u8);
    });

    public static Task ReplayAsync(HttpContext http, QueryParameters parameters) =>
        PrometheusAnswer.OkAsync(http, output => output.Raw("{\"min\":0,\"max\":0,\"current\":0}"u8));
}
