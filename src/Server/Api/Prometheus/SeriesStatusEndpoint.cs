using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Durations;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/status/*</c> but for what is stored: what Grafana, Thanos and people ask of a server.</summary>
// Source: Prometheus web/api/v1, PrometheusVersion, RuntimeInfo, prometheusConfig, with their fields.
internal sealed class SeriesStatusEndpoint(SeriesHost series, ServerState state)
{
    /// <summary>The version of Prometheus whose API this is; Grafana decides by it what it may use.</summary>
    public const string PrometheusVersion = "3.14.0";

    public static Task BuildAsync(HttpContext http, QueryParameters parameters) => PrometheusAnswer.OkAsync(http, output => output
        .Raw("{\"version\":"u8).String(PrometheusVersion)
        .Raw(",\"revision\":"u8).String("tocsin-" + BuildFacts.Version)
        .Raw(",\"branch\":"u8).String(BuildFacts.Branch)
        .Raw(",\"buildUser\":\"tocsin\",\"buildDate\":"u8).String(BuildFacts.BuildDate)
        .Raw(",\"goVersion\":"u8).String(BuildFacts.Runtime)

        // Source: Grafana takes a server that names features for Mimir, and edits its rules if this one is there.
        .Raw(",\"features\":{\"ruler_config_api\":\"true\"}}"u8));

    public static Task ReplayAsync(HttpContext http, QueryParameters parameters) =>
        PrometheusAnswer.OkAsync(http, output => output.Raw("{\"min\":0,\"max\":0,\"current\":0}"u8));

    public Task RuntimeAsync(HttpContext http, QueryParameters parameters) => PrometheusAnswer.OkAsync(http, output => output
        .Raw("{\"startTime\":"u8).Time(state.StartedAt)
        .Raw(",\"CWD\":"u8).String(Environment.CurrentDirectory)
        .Raw(",\"hostname\":"u8).String(Environment.MachineName)
        .Raw(",\"serverTime\":"u8).Time(state.Now)
        .Raw(state.LastLoad.Succeeded ? ",\"reloadConfigSuccess\":true"u8 : ",\"reloadConfigSuccess\":false"u8)
        .Raw(",\"lastConfigTime\":"u8).Time(state.LastLoad.LastSuccess)
        .Raw(",\"corruptionCount\":"u8).Number(series.Store.DamagedChunks)

        // The runtime's threads and bounds stand where upstream has those of Go.
        .Raw(",\"goroutineCount\":"u8).Number(ThreadPool.ThreadCount)
        .Raw(",\"GOMAXPROCS\":"u8).Number(Environment.ProcessorCount)
        .Raw(",\"GOMEMLIMIT\":"u8).Number(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        .Raw(",\"GOGC\":\"\",\"GODEBUG\":\"\",\"storageRetention\":"u8).String(RetentionText()).Raw("}"u8));

    public Task FlagsAsync(HttpContext http, QueryParameters parameters)
    {
        var flags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in state.Flags.Concat(Settings()))
        {
            flags[name] = value;
        }

        return PrometheusAnswer.OkAsync(http, output =>
        {
            bool first = true;
            foreach ((string name, string value) in flags)
            {
                output.Raw(first ? "{"u8 : ","u8).String(name).Raw(":"u8).String(value);
                first = false;
            }

            output.Raw(first ? "{}"u8 : "}"u8);
        });
    }

    public Task ConfigAsync(HttpContext http, QueryParameters parameters) => PrometheusAnswer.OkAsync(
        http, output => output.Raw("{\"yaml\":"u8).String(ConfigText()).Raw("}"u8));

    // What Prometheus sets by flags and Tocsin by its file, under upstream's names.
    private IEnumerable<KeyValuePair<string, string>> Settings()
    {
        SeriesOptions options = series.Options;
        yield return new("query.lookback-delta", PrometheusDuration.Format(options.Engine.Lookback));
        yield return new("query.max-concurrency", options.QueriesMax.ToString(CultureInfo.InvariantCulture));
        yield return new("query.max-samples", options.Engine.SamplesMax.ToString(CultureInfo.InvariantCulture));
        yield return new("query.timeout", PrometheusDuration.Format(options.Engine.Timeout));
        yield return new("storage.remote.read-concurrent-limit", options.ReadsMax.ToString(CultureInfo.InvariantCulture));
        yield return new("storage.remote.read-sample-limit", options.ReadSamplesMax.ToString(CultureInfo.InvariantCulture));
        yield return new("storage.tsdb.retention.time", PrometheusDuration.Format(options.Retention));
        yield return new("storage.tsdb.retention.size", $"{options.RetentionBytes >> 20}MiB");
    }

    // What of a prometheus.yml is in force here: whoever reads it looks for the intervals and for external labels.
    private string ConfigText() => state.Config.PrometheusText is { Length: > 0 } loaded ? loaded :
        $"""
         global:
           evaluation_interval: {PrometheusDuration.Format(series.Options.Engine.SubqueryStep)}
         storage:
           tsdb:
             out_of_order_time_window: {PrometheusDuration.Format(series.Options.OutOfOrderWindow)}
             retention:
               time: {PrometheusDuration.Format(series.Options.Retention)}

         """;

    private string RetentionText()
    {
        string time = PrometheusDuration.Format(series.Options.Retention);
        return series.Options.RetentionBytes == 0 ? time : $"{time} or {series.Options.RetentionBytes >> 20}MiB";
    }
}
