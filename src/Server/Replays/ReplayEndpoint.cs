using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Tocsin.Model;
using Tocsin.Rules.Replay;
using Tocsin.Server.Api;
using Tocsin.Server.Api.Prometheus;
using Tocsin.Server.Hosting;
using Tocsin.Server.Rules;
using Tocsin.Server.Series;

namespace Tocsin.Server.Replays;

/// <summary>
/// <c>POST /api/v1/replay</c>: what rules would have told whom. The answer is lines of JSON: how far it is, now and then,
/// and the report or an error at the end.
/// </summary>
internal sealed class ReplayEndpoint(SeriesHost series, RulesHost rules, ServerState state)
{
    private const int ProgressSteps = 100;

    // A replay keeps a core busy for long: one at a time.
    private int _isBusy;

    public async Task PostAsync(HttpContext http, QueryParameters parameters)
    {
        ReplayRequest request = await ReplayRequest.ReadAsync(http, parameters, rules, state.Time).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _isBusy, 1) != 0)
        {
            throw new QueryFaultException(QueryFault.Unavailable("another replay runs: ask again when it is done"));
        }

        try
        {
            await RunAsync(http, request).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private async Task RunAsync(HttpContext http, ReplayRequest request)
    {
        var progress = Channel.CreateBounded<long>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var messages = new ReplayMessages(Instant.FromUnixMs(request.FromMs));
        Task<ReplayReport> run = ReplayThread.Start(() =>
        {
            try
            {
                return Run(request, messages, progress.Writer, http.RequestAborted);
            }
            finally
            {
                progress.Writer.Complete();
            }
        });
        http.Response.ContentType = "application/x-ndjson";
        await foreach (long at in progress.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await SendAsync(http, output => ReplayJson.WriteProgress(output, at, request)).ConfigureAwait(false);
        }

        ReplayReport report = await run.ConfigureAwait(false);
        await SendAsync(http, output => ReplayJson.WriteReport(output, request, report, messages)).ConfigureAwait(false);
    }

    private ReplayReport Run(
        ReplayRequest request, ReplayMessages messages, ChannelWriter<long> progress, CancellationToken cancellation)
    {
        RunningConfig config = state.Config;
        long beginMs = request.FromMs - (long)request.WarmUp.TotalMilliseconds;
        var routing = new ReplayRouting(config.Router, config.Notify, Instant.FromUnixMs(beginMs), messages.Add);
        long stepMs = Math.Max(1, (request.ToMs - beginMs) / ProgressSteps);
        long nextMs = beginMs + stepMs;
        var replay = new RuleReplay(
            request.Groups,
            new ReplayOptions
            {
                FromMs = request.FromMs,
                ToMs = request.ToMs,
                WarmUp = request.WarmUp,
                Rules = rules.Options,
            },
            new ReplaySources(series.Store, series.Options.Engine, series.Options.Language, state.Time));
        ReplayReport report = replay.Run(
            (atMs, alerts) =>
            {
                routing.Put(alerts, Instant.FromUnixMs(atMs));
                if (atMs >= nextMs)
                {
                    nextMs = atMs + stepMs;
                    progress.TryWrite(atMs);
                }
            },
            cancellation);
        if (report.Stopped.Length == 0)
        {
            routing.AdvanceTo(Instant.FromUnixMs(request.ToMs));
        }

        return report;
    }

    private static async Task SendAsync(HttpContext http, Action<JsonOutput> write)
    {
        var output = new JsonOutput(http.Response.BodyWriter);
        write(output);
        output.Raw("\n"u8).Commit();
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
