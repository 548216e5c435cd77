using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Tocsin.Server.Config;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Server.Backends;

/// <summary>Sends what rules write to a backend, in order, and again until it is taken or refused for good.</summary>
// Source: https://prometheus.io/docs/specs/prw/remote_write_spec/: 5xx and 429 are tried again, other 4xx are not.
internal sealed partial class RemoteWriter : IAsyncDisposable
{
    private const int SamplesPerRequest = 2_000;
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly string _name;
    private readonly BackendConfig _config;
    private readonly HttpMessageInvoker _client;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private long _refused;

    public RemoteWriter(string name, BackendConfig config, HttpMessageInvoker client, RemoteWriterParts parts)
    {
        (_name, _config, _client) = (name, config, client);
        (_time, _log, Samples) = (parts.Time, parts.Log, parts.Samples);
        _loop = RunAsync();
    }

    /// <summary>Takes the samples.</summary>
    public OutgoingSamples Samples { get; }

    /// <summary>How many samples the backend refused for good.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Sends what waits, for a moment, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.CancelAfter(Samples.Count == 0 ? TimeSpan.Zero : Grace);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Samples.WaitAsync(_stopping.Token).ConfigureAwait(false);
                while (Samples.Take(SamplesPerRequest, out byte[] body) is > 0 and int count)
                {
                    await SendAsync(body, count).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the rules write it again after the start.
        }
    }

    private async Task SendAsync(byte[] body, int count)
    {
        for (TimeSpan pause = PauseMin; ; pause = pause * 2 < PauseMax ? pause * 2 : PauseMax)
        {
            (bool isDone, string fault) = await TryAsync(body).ConfigureAwait(false);
            if (isDone)
            {
                if (fault.Length > 0)
                {
                    Interlocked.Add(ref _refused, count);
                    LogRefused(_name, count, fault);
                }

                return;
            }

            if (pause == PauseMin)
            {
                LogWaits(_name, fault);
            }

            await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task<(bool IsDone, string Fault)> TryAsync(byte[] body)
    {
        using var late = new CancellationTokenSource(_config.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stopping.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _config.WriteAddress) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            request.Content.Headers.ContentEncoding.Add("snappy");
            request.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
            BackendClient.AddTenant(request, _config);
            using HttpResponseMessage answer = await _client.SendAsync(request, either.Token).ConfigureAwait(false);
            int status = (int)answer.StatusCode;
            return status < 300 ? (true, "") : (status < 500 && answer.StatusCode != HttpStatusCode.TooManyRequests, $"status {status}");
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return (false, "no answer in time");
        }
        catch (Exception wrong) when (wrong is HttpRequestException or IOException)
        {
            return (false, wrong.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What rules wrote waits for a backend that does not take it {backend} {fault}")]
    private partial void LogWaits(string backend, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A backend refused what rules wrote {backend} {samples} {fault}")]
    private partial void LogRefused(string backend, int samples, string fault);
}

/// <summary>What a writer is made with.</summary>
/// <param name="Samples">What is to be sent.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where its troubles are told.</param>
internal sealed record RemoteWriterParts(OutgoingSamples Samples, TimeProvider Time, ILogger Log);
