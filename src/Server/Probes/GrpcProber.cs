using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Tocsin.Notify;
using Tocsin.Notify.Http;
using Tocsin.Server.Config.Probes;
using Tocsin.Signals.Probes;

namespace Tocsin.Server.Probes;

/// <summary>Asks gRPC's health service, with the framework's HTTP/2 below and frames of our own.</summary>
// Source: blackbox_exporter prober/grpc.go. Otherwise than there the module's time holds for the call, and the address that was
// chosen is the one that is called.
internal sealed class GrpcProber(ProbeRun run)
{
    private const int DeadlineExceeded = 4;
    private const int Internal = 13;
    private const int Unavailable = 14;
    private const int Unknown = 2;

    private readonly GrpcProbeConfig _config = run.Module.Grpc;
    private int _code = Unavailable;
    private string _status = "";

    /// <summary>Asks.</summary>
    public static Task<bool> ProbeAsync(ProbeRun run) => new GrpcProber(run).ProbeAsync();

    private async Task<bool> ProbeAsync()
    {
        ProbeMetrics metrics = run.Metrics;
        metrics.AddPhase(ProbeGauges.GrpcDuration, "resolve", TimeSpan.Zero);
        metrics.Declare(ProbeGauges.GrpcSsl, ProbeGauges.GrpcStatusCode);
        string scheme = _config.Tls ? "https" : "http";
        string authority = run.Target.Split("://", 2)[^1].Split('/', 2)[0];
        if (!Uri.TryCreate($"{scheme}://{authority}{GrpcHealth.Path}", UriKind.Absolute, out Uri? url))
        {
            return run.Trail.Fail("The target is not host:port");
        }

        (IPAddress? address, TimeSpan took) = await ProbeAddresses.FindAsync(run, url.IdnHost, _config.Address.Choice)
            .ConfigureAwait(false);
        if (address is null)
        {
            return false;
        }

        metrics.AddPhase(ProbeGauges.GrpcDuration, "resolve", took);
        long began = run.Time.GetTimestamp();
        var watch = new HopWatch(run, _config.Address.Choice, "") { Known = (url.IdnHost, address), Host = url.IdnHost };
        bool isAnswered = await CallAsync(url, watch).ConfigureAwait(false);
        metrics.AddPhase(ProbeGauges.GrpcDuration, "check", run.Time.GetElapsedTime(began));
        foreach (string name in GrpcHealth.Statuses)
        {
            metrics.Set(ProbeGauges.GrpcHealthResponse, 0, new KeyValuePair<string, string>("serving_status", name));
        }

        if (isAnswered)
        {
            metrics.Set(ProbeGauges.GrpcHealthResponse, 1, new KeyValuePair<string, string>("serving_status", _status));
        }

        if (_config.Tls)
        {
            watch.Tls.Write(metrics, withChain: false);
            metrics.Set(ProbeGauges.GrpcSsl, isAnswered ? 1 : 0);
        }

        metrics.Set(ProbeGauges.GrpcStatusCode, _code);
        return isAnswered
            && (_status == GrpcHealth.Statuses[1] || run.Trail.Fail("The service does not serve", ("status", _status)));
    }

    private async Task<bool> CallAsync(Uri url, HopWatch watch)
    {
        var client = new HttpClientConfig
        {
            TlsConfig = _config.TlsConfig.ServerName.Length > 0 ? _config.TlsConfig : _config.TlsConfig with { ServerName = url.IdnHost },
        };
        try
        {
            HttpMessageInvoker invoker = run.Own(run.Services.Http.CreateWatched(client, watch));
            using HttpRequestMessage request = RequestTo(url);
            using HttpResponseMessage response = await invoker.SendAsync(request, run.Cancellation).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                _code = GrpcHealth.CodeOfHttp((int)response.StatusCode);
                return run.Trail.Fail("The answer is not gRPC's", ("status", (int)response.StatusCode), ("code", _code));
            }

            byte[]? body = await ReadAsync(response).ConfigureAwait(false);
            _code = CodeOf(response, out string message);
            if (_code != 0)
            {
                return run.Trail.Fail("The call failed", ("code", _code), ("message", message));
            }

            int status = 0;
            string? fault = body is null
                ? string.Create(CultureInfo.InvariantCulture, $"the answer is longer than {GrpcHealth.AnswerBytesMax} bytes")
                : GrpcHealth.Read(body, out status);
            if (fault is not null)
            {
                _code = Internal;
                return run.Trail.Fail(fault);
            }

            _status = GrpcHealth.NameOf(status);
            run.Trail.Tell("Answered", ("status", _status));
            return true;
        }
        catch (Exception wrong) when (ProbeFaults.IsExpected(wrong))
        {
            _code = run.Cancellation.IsCancellationRequested ? DeadlineExceeded : Unavailable;
            string refusal = watch.Tls.Refusal;
            return run.Trail.Fail("The call failed", ("err", refusal.Length > 0 ? refusal : ProbeFaults.Describe(wrong, run)));
        }
    }

    private HttpRequestMessage RequestTo(Uri url)
    {
        var content = new ByteArrayContent(GrpcHealth.Ask(_config.Service));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", $"Tocsin/{Compatibility.Version} (probe)");
        foreach ((string name, IReadOnlyList<string> values) in _config.Metadata)
        {
            request.Headers.TryAddWithoutValidation(name, values);
        }

        return request;
    }

    private async Task<byte[]?> ReadAsync(HttpResponseMessage response)
    {
        using var body = new MemoryStream();
        await using Stream stream = await response.Content.ReadAsStreamAsync(run.Cancellation).ConfigureAwait(false);
        byte[] piece = new byte[4096];
        int count;
        while ((count = await stream.ReadAsync(piece, run.Cancellation).ConfigureAwait(false)) > 0)
        {
            if (body.Length + count > GrpcHealth.AnswerBytesMax)
            {
                return null;
            }

            body.Write(piece, 0, count);
        }

        return body.ToArray();
    }

    // In the trailers, or in the head of an answer that has nothing else.
    private static int CodeOf(HttpResponseMessage response, out string message)
    {
        string? code = ValueOf(response.TrailingHeaders, "grpc-status") ?? ValueOf(response.Headers, "grpc-status");
        message = ValueOf(response.TrailingHeaders, "grpc-message") ?? ValueOf(response.Headers, "grpc-message") ?? "";
        message = Uri.UnescapeDataString(message);
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : Unknown;
    }

    private static string? ValueOf(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;
}
