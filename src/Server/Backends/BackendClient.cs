using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tocsin.Notify.HttpClients;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Server.Config;
using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Backends;

/// <summary>
/// Sends requests to a backend: so many at once, each so long, again if that may help. Whatever comes back ends in a value
/// or in a <see cref="BackendFailure"/> that says why. Thread-safe.
/// </summary>
internal sealed class BackendClient : IDisposable
{
    private const int RefusalBytesMax = 64 << 10;
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(200);

    private readonly BackendConfig _config;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turns;
    private readonly CancellationTokenSource _ending = new();

    public BackendClient(string name, BackendConfig config, BackendServices services)
    {
        (Name, _config, _time) = (name, config, services.Time);
        Http = services.Http.Create(config.Client);
        _turns = new SemaphoreSlim((int)config.QueriesMax);
    }

    /// <summary>What the backend is called.</summary>
    public string Name { get; }

    /// <summary>What requests go through.</summary>
    public HttpMessageInvoker Http { get; }

    /// <summary>What is counted.</summary>
    public BackendCounts Counts { get; } = new();

    /// <summary>Sends a request, once it is its turn.</summary>
    /// <exception cref="BackendFailure">It came to nothing.</exception>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    public async Task<T> AskAsync<T>(BackendRequest<T> request, CancellationToken cancellation)
    {
        Interlocked.Increment(ref Counts.Here);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, cancellation);
            await _turns.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                return await AskInTurnAsync(request, either.Token).ConfigureAwait(false);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (ObjectDisposedException)
        {
            throw Changed();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Changed();
        }
        finally
        {
            Interlocked.Decrement(ref Counts.Here);
        }
    }

    /// <summary>Ends what is under way.</summary>
    public void Dispose()
    {
        // The others are left to the collector: whoever is under way still looks at them.
        _ending.Cancel();
        Http.Dispose();
    }

    private async Task<T> AskInTurnAsync<T>(BackendRequest<T> request, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(_config.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        long began = _time.GetTimestamp();
        BackendFailure? last = null;
        try
        {
            for (int attempt = 0; ; attempt++)
            {
                try
                {
                    T value = await AttemptAsync(request, either.Token).ConfigureAwait(false);
                    Counts.Answered(_time.GetElapsedTime(began));
                    return value;
                }
                catch (BackendFailure failure) when (failure.MayPass && attempt < _config.Retries)
                {
                    last = failure;
                    TimeSpan pause = failure.After ?? PauseMin * (1 << attempt);
                    if (_time.GetElapsedTime(began) + pause >= _config.Timeout)
                    {
                        throw;
                    }

                    Interlocked.Increment(ref Counts.Retries);
                    await Task.Delay(pause, _time, either.Token).ConfigureAwait(false);
                }
            }
        }
        catch (BackendFailure)
        {
            Interlocked.Increment(ref Counts.Failed);
            throw;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            Interlocked.Increment(ref Counts.TimedOut);
            string before = last is null ? "" : $"; before, {last.Message}";
            throw new BackendFailure(
                QueryErrorKind.Timeout, $"no whole answer within {_config.Timeout.TotalSeconds:0.###} s{before}");
        }
    }

    private async Task<T> AttemptAsync<T>(BackendRequest<T> request, CancellationToken cancellation)
    {
        BackendBody? body = null;
        try
        {
            using HttpRequestMessage message = request.Make();
            message.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
            AddTenant(message, _config);
            using HttpResponseMessage answer = await Http.SendAsync(message, cancellation).ConfigureAwait(false);
            Stream stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            stream = answer.Content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(stream, CompressionMode.Decompress) : stream;
            bool isGood = answer.IsSuccessStatusCode;
            body = new BackendBody(stream, isGood ? _config.AnswerBytesMax : RefusalBytesMax);
            if (!isGood)
            {
                throw await RefusalAsync(answer, body, cancellation).ConfigureAwait(false);
            }

            string type = answer.Content.Headers.ContentType?.MediaType ?? "";
            return await request.Read(new BackendResponse(type, body), cancellation).ConfigureAwait(false);
        }
        catch (Exception wrong)
        {
            request.Undo();
            if (FailureOf(wrong, body?.Count ?? 0) is { } failure)
            {
                throw failure;
            }

            throw;
        }
        finally
        {
            Interlocked.Add(ref Counts.Bytes, body?.Count ?? 0);
        }
    }

    /// <summary>Names the tenant in a request.</summary>
    public static void AddTenant(HttpRequestMessage message, BackendConfig config)
    {
        if (config.Tenant.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("X-Scope-OrgID", config.Tenant);
        }
    }

    // Null for what is no fault of the backend's, or told already.
    private static BackendFailure? FailureOf(Exception wrong, long bytes) => wrong switch
    {
        HttpRequestException or IOException => new BackendFailure(
            QueryErrorKind.Execution,
            bytes == 0 ? Innermost(wrong) : $"the answer ended early, after {bytes} bytes: {Innermost(wrong)}")
        {
            MayPass = true,
        },
        ClientSetupException => new BackendFailure(QueryErrorKind.Execution, wrong.Message) { MayPass = true },
        ObjectDisposedException => Changed(),
        ReadDamageException => BackendFailure.Unusable($"the answer is not one of remote read: {wrong.Message}"),
        InvalidDataException => BackendFailure.Unusable($"the answer cannot be unpacked: {wrong.Message}"),
        JsonException or FormatException or InvalidOperationException =>
            BackendFailure.Unusable($"the answer is not one of Prometheus's API: {wrong.Message}"),
        _ => null,
    };

    // A reload ends what is under way at a backend whose settings are others now.
    private static BackendFailure Changed() => BackendFailure.Unusable("its settings changed while it was asked");

    private static string Innermost(Exception wrong) => wrong.GetBaseException().Message;

    // Source: Prometheus HTTP API: 422 for an expression that cannot be evaluated, 503 for one that took too long.
    private async Task<BackendFailure> RefusalAsync(HttpResponseMessage answer, BackendBody body, CancellationToken cancellation)
    {
        int status = (int)answer.StatusCode;
        ApiEnvelope? told = null;
        string text = "";
        try
        {
            ReadOnlyMemory<byte> bytes = await body.ReadAllAsync(cancellation).ConfigureAwait(false);
            text = Printable(bytes.Span);
            told = ApiEnvelope.Read(bytes);
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException
            or IOException or InvalidDataException or BackendFailure)
        {
            // What it says is of no use; the status says enough.
        }

        QueryErrorKind kind = told?.ErrorType switch
        {
            "timeout" => QueryErrorKind.Timeout,
            "canceled" => QueryErrorKind.Canceled,
            "bad_data" => QueryErrorKind.Senseless,
            _ => QueryErrorKind.Execution,
        };
        string message = told is { Error.Length: > 0 }
            ? told.Error
            : text.Length > 0 ? $"it answered with status {status}: {text}" : $"it answered with status {status}";
        return new BackendFailure(kind, message)
        {
            MayPass = kind == QueryErrorKind.Execution && (status >= 500 || answer.StatusCode == HttpStatusCode.TooManyRequests),
            After = answer.Headers.RetryAfter is { } after ? PauseOf(after) : null,
        };
    }

    private TimeSpan? PauseOf(RetryConditionHeaderValue after)
    {
        TimeSpan? pause = after.Delta ?? (after.Date - _time.GetUtcNow());
        return pause > TimeSpan.Zero ? pause : null;
    }

    // The first line, if it is a text.
    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        const int Most = 200;
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Most)]).Trim();
        string line = text.Split('\n')[0].Trim();
        return line.Any(character => char.IsControl(character) || character == '\uFFFD') ? "" : line;
    }
}
