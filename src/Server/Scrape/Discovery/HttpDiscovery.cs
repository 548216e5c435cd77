using System.Globalization;
using System.Net.Sockets;
using Tocsin.Notify.HttpClients;
using Tocsin.Server.Config.Prometheus;

namespace Tocsin.Server.Scrape.Discovery;

/// <summary>Targets that a server answers.</summary>
// Source: Prometheus, HTTP SD, https://prometheus.io/docs/prometheus/latest/http_sd
internal sealed class HttpDiscovery(HttpDiscoveryConfig config, DiscoveryParts parts) : DiscoverySource
{
    private const int AnswerBytesMax = 64 << 20;

    private readonly HttpMessageInvoker _client = parts.Http.Create(config.Client);

    public override string Name => $"http_sd_configs {config.Url!.Redacted()}";

    public override TimeSpan Interval => config.RefreshInterval;

    public override async Task<DiscoveryAnswer> FindAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(config.RefreshInterval, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, config.Url!.Text);
            request.Headers.TryAddWithoutValidation("Accept", "application/json");
            request.Headers.TryAddWithoutValidation(
                "X-Prometheus-Refresh-Interval-Seconds",
                config.RefreshInterval.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
            using HttpResponseMessage response = await _client.SendAsync(request, either.Token).ConfigureAwait(false);
            if ((int)response.StatusCode != 200)
            {
                return Fail($"server returned HTTP status {(int)response.StatusCode} {response.ReasonPhrase}");
            }

            if (response.Content.Headers.ContentType?.MediaType is not "application/json")
            {
                return Fail($"unsupported content type \"{response.Content.Headers.ContentType}\"");
            }

            byte[] content = await ReadAsync(response, either.Token).ConfigureAwait(false);
            return TargetGroupText.Read(content, config.Url.Redacted(), ("__meta_url", config.Url.Redacted()), out var groups) is { } wrong
                ? Fail(wrong)
                : new DiscoveryAnswer(groups);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fail("no answer within the refresh interval");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException or ClientSetupException)
        {
            return Fail(broken.GetBaseException().Message);
        }
    }

    private static DiscoveryAnswer Fail(string fault) => new(null, fault);

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var content = new MemoryStream();
        byte[] piece = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(piece, cancellation).ConfigureAwait(false)) > 0)
        {
            content.Write(piece, 0, read);
            if (content.Length > AnswerBytesMax)
            {
                throw new IOException($"the answer has more than {AnswerBytesMax >> 20} MiB");
            }
        }

        return content.ToArray();
    }
}
