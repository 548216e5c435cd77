using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Tocsin.Notify;
using Tocsin.Notify.HttpClients;
using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Scrape;

/// <summary>Fetches a body. What is wrong with a target is a text, never an exception.</summary>
/// <param name="time">The clock.</param>
internal sealed class ScrapeFetch(TimeProvider time) : IDisposable
{
    private const int FirstBytes = 64 * 1024;
    private const int LargeBytes = 1 << 20;
    private const int LargeAtOnce = 16;
    private const int PooledBytesMax = 4 << 20;

    private static readonly string UserAgent = $"Prometheus/3.5.3 Tocsin/{Compatibility.Version}";

    private readonly ConditionalWeakTable<ScrapeTargetModel, Prepared> _prepared = [];

    // A thousand targets that each send as much as they may must not add up.
    private readonly SemaphoreSlim _large = new(LargeAtOnce);

    /// <summary>A body in a rented buffer, or why there is none.</summary>
    public readonly record struct Fetched(byte[]? Rented, int Length, ScrapeFormat Format, string? Fault) : IDisposable
    {
        public bool IsTooLarge { get; init; }

        /// <summary>Gives the buffer back.</summary>
        public void Dispose()
        {
            if (Rented is not null)
            {
                GiveBack(Rented);
            }
        }
    }

    /// <summary>Fetches what a target exposes, within its time.</summary>
    public async Task<Fetched> FetchAsync(ScrapeJob job, ScrapeTargetModel target, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(target.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            using HttpRequestMessage request = RequestOf(job, target);
            using HttpResponseMessage response = await job.Client.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return Fail($"server returned HTTP status {(int)response.StatusCode} {response.ReasonPhrase}");
            }

            string? type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values)
                ? values.ToString()
                : null;
            ScrapeFormat format = ScrapeProtocols.Judge(type, job.Fallback, out string? fault);
            return fault is not null
                ? Fail(fault)
                : await ReadAsync(response, target.Pool.BodyBytesMax, format, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Fail($"context deadline exceeded: no whole answer within {target.Timeout.TotalSeconds:0.###}s");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException
            or InvalidDataException or ClientSetupException or OperationCanceledException)
        {
            return Fail(Innermost(broken));
        }
    }

    public void Dispose() => _large.Dispose();

    private static Fetched Fail(string fault) => new(null, 0, ScrapeFormat.Text, fault);

    private static string Innermost(Exception broken)
    {
        while (broken.InnerException is { } inner)
        {
            broken = inner;
        }

        return broken.Message;
    }

    private HttpRequestMessage RequestOf(ScrapeJob job, ScrapeTargetModel target)
    {
        Prepared prepared = _prepared.GetValue(target, static t => new Prepared(
            new Uri(t.Url, UriKind.RelativeOrAbsolute), t.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)));
        var request = new HttpRequestMessage(HttpMethod.Get, prepared.Address)
        {
            Version = target.Url.StartsWith("https:", StringComparison.Ordinal) && job.Config.Client.EnableHttp2
                ? HttpVersion.Version20
                : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", job.Accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", job.Config.EnableCompression ? "gzip" : "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("X-Prometheus-Scrape-Timeout-Seconds", prepared.Timeout);
        return request;
    }

    private async Task<Fetched> ReadAsync(
        HttpResponseMessage response, long limit, ScrapeFormat format, CancellationToken cancellation)
    {
        long most = limit > 0 ? limit : ScrapeJob.BodyBytesMax;
        await using Stream raw = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        bool isPacked = response.Content.Headers.ContentEncoding.Contains("gzip");
        await using Stream stream = isPacked ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(response.Content.Headers.ContentLength ?? 0, FirstBytes, LargeBytes));
        int length = 0;
        bool holdsLarge = false;
        bool isGiven = false;
        try
        {
            while (true)
            {
                if (length == rented.Length)
                {
                    if (!holdsLarge && length >= LargeBytes)
                    {
                        await _large.WaitAsync(cancellation).ConfigureAwait(false);
                        holdsLarge = true;
                    }

                    rented = Grow(rented, most);
                }

                int read = await stream.ReadAsync(rented.AsMemory(length), cancellation).ConfigureAwait(false);
                length += read;
                if (length > most)
                {
                    return Fail(limit > 0
                        ? "body size limit exceeded"
                        : $"body size limit exceeded: more than {most >> 20} MiB; body_size_limit allows more") with
                    { IsTooLarge = true };
                }

                if (read == 0)
                {
                    isGiven = true;
                    return new Fetched(rented, length, format, null);
                }
            }
        }
        finally
        {
            if (!isGiven)
            {
                GiveBack(rented);
            }

            if (holdsLarge)
            {
                _large.Release();
            }
        }
    }

    // One byte beyond the most shows that there is more.
    private static byte[] Grow(byte[] rented, long most)
    {
        long enough = Math.Max(most + 1, rented.Length + 1);
        byte[] larger = 2L * rented.Length <= PooledBytesMax
            ? ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * rented.Length, enough))
            : HugeBuffer.Take((int)Math.Min(4L * rented.Length, enough));
        rented.CopyTo(larger, 0);
        GiveBack(rented);
        return larger;
    }

    private static void GiveBack(byte[] rented)
    {
        if (rented.Length <= PooledBytesMax)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
        else
        {
            HugeBuffer.GiveBack(rented);
        }
    }

    /// <summary>What of the requests to a target is always the same.</summary>
    private sealed record Prepared(Uri Address, string Timeout);
}
