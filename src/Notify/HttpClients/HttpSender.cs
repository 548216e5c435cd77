using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outgoing;

namespace Tocsin.Notify.HttpClients;

/// <summary>Makes the requests of one integration and says what came of them. Thread-safe.</summary>
/// <param name="invoker">The client made from the integration's <c>http_config</c>.</param>
/// <param name="time">The clock.</param>
/// <param name="timeout">How long one attempt may take; zero for as long as the flush has.</param>
internal sealed class HttpSender(HttpMessageInvoker invoker, TimeProvider time, TimeSpan timeout)
{
    /// <summary>How much of an answer is read. A receiver cannot make us hold more.</summary>
    public const int BodyBytesMax = 64 * 1024;

    private const int FirstBytes = 4096;

    /// <summary>
    /// Alertmanager's own, since filters in front of receivers know it, with Tocsin's name behind it: a list of
    /// products, as RFC 9110 §10.1.5 has it.
    /// </summary>
    public static readonly string UserAgent = $"Alertmanager/{Compatibility.AlertmanagerVersion} Tocsin/{Compatibility.Version}";

    /// <summary>Posts JSON without headers of its own.</summary>
    /// <returns>The answer, or how it failed without one.</returns>
    public Task<(HttpAnswer? Answer, SendOutcome? Failure)> PostJsonAsync(
        Uri url, ReadOnlyMemory<byte> body, ISendObserver observer, CancellationToken cancellation) =>
        SendAsync(HttpCall.PostJson(url, body), observer, cancellation);

    /// <summary>Makes a request and reads the answer.</summary>
    /// <returns>The answer, or how it failed without one.</returns>
    public async Task<(HttpAnswer? Answer, SendOutcome? Failure)> SendAsync(
        HttpCall call, ISendObserver observer, CancellationToken cancellation)
    {
        string action = $"{call.Method.Method} {call.Url.GetLeftPart(UriPartial.Scheme)}{call.Url.Authority}";
        var meter = new HopMeter(observer, time, action, call.Body);
        (HttpAnswer? answer, SendOutcome? failure) = await ExchangeAsync(call, cancellation);
        meter.End(answer?.Code ?? 0, answer?.Shown ?? failure!.Answer);
        return (answer, failure);
    }

    /// <summary>The outcome of an answer by its status alone: 2xx is good, 5xx, 429 and the given codes are retried.</summary>
    // Source: Alertmanager notify, Retrier.Check and GetFailureReasonFromStatusCode. It retries 429 only for some
    // receivers; a receiver that says "later" means it whichever it is, and by Retry-After also says when.
    public static SendOutcome Judge(HttpAnswer answer, string shown, params ReadOnlySpan<int> retried)
    {
        if (answer.IsSuccess)
        {
            return new SendOutcome.Delivered { Code = answer.Code, Answer = shown };
        }

        SendFailureReason reason = ReasonOf(answer.Code);
        string text = $"unexpected status code {answer.Code}" + (shown.Length > 0 ? ": " + shown : "");
        return answer.Code / 100 == 5 || answer.Code == 429 || retried.Contains(answer.Code)
            ? new SendOutcome.Retry(reason) { Code = answer.Code, Answer = text, After = answer.RetryAfter }
            : new SendOutcome.Rejected(reason) { Code = answer.Code, Answer = text };
    }

    private async Task<(HttpAnswer? Answer, SendOutcome? Failure)> ExchangeAsync(
        HttpCall call, CancellationToken cancellation)
    {
        using HttpRequestMessage request = RequestOf(call);

        // 24 days is the longest that a timer takes.
        bool isTimed = timeout > TimeSpan.Zero && timeout < TimeSpan.FromDays(24);
        using CancellationTokenSource? own = isTimed ? new CancellationTokenSource(timeout, time) : null;
        using CancellationTokenSource? either =
            own is null ? null : CancellationTokenSource.CreateLinkedTokenSource(own.Token, cancellation);
        CancellationToken end = either?.Token ?? cancellation;
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(request, end);
            HttpAnswer answer = await ReadAsync(response, end);
            return (answer.Body.Length == 0 ? answer : WithSecrets(answer, request, call), null);
        }
        catch (OperationCanceledException) when (own is { IsCancellationRequested: true } && !cancellation.IsCancellationRequested)
        {
            return (null, new SendOutcome.Retry(SendFailureReason.ContextDeadlineExceeded)
            {
                Answer = $"no answer within the configured timeout of {timeout.TotalSeconds:0.###}s",
                MayHaveArrived = true,
            });
        }
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException)
        {
            // The framework's own, before a connection stands.
            return (null, new SendOutcome.Retry(SendFailureReason.ContextDeadlineExceeded)
            {
                Answer = "no connection came about in time",
            });
        }
        catch (Exception broken) when (AddressRefusedException.In(broken) is { } refused)
        {
            return (null, new SendOutcome.Rejected(SendFailureReason.Other) { Answer = refused.Message });
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return (null, Broken(broken, SentSecrets.Of(request)));
        }
        catch (ClientSetupException wrong)
        {
            return (null, new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message });
        }
    }

    /// <summary>The class of a failure by its status.</summary>
    public static SendFailureReason ReasonOf(int code) => code switch
    {
        401 or 403 => SendFailureReason.AuthError,
        429 => SendFailureReason.RateLimited,
        >= 400 and < 500 => SendFailureReason.ClientError,
        >= 500 and < 600 => SendFailureReason.ServerError,
        _ => SendFailureReason.Other,
    };

    private static HttpRequestMessage RequestOf(HttpCall call)
    {
        var request = new HttpRequestMessage(call.Method, call.Url)
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (!call.Body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(call.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", call.ContentType);
        }

        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        call.AddHeaders?.Invoke(request.Headers);
        AddUserInfo(request);
        SentSecrets.NoteUrl(request, call.Url);
        SentSecrets.Note(request, call.Secrets);
        return request;
    }

    // As Go does: a name and a password in the URL go before http_config, and after what the integration says itself.
    private static void AddUserInfo(HttpRequestMessage request)
    {
        string user = request.RequestUri!.UserInfo;
        if (user.Length > 0 && !request.Headers.NonValidated.Contains("Authorization"))
        {
            string both = Uri.UnescapeDataString(user.Contains(':', StringComparison.Ordinal) ? user : user + ":");
            string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(both));
            SentSecrets.Note(request, encoded, both, both[(both.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            request.Headers.TryAddWithoutValidation("Authorization", "Basic " + encoded);
        }
    }

    // Before a connection stands nothing can have arrived; after it, nobody knows.
    private static SendOutcome.Retry Broken(Exception broken, IReadOnlyList<string> secrets)
    {
        bool neverSent = broken is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
        Exception root = broken;
        while (root.InnerException is not null)
        {
            root = root.InnerException;
        }

        string kind = broken is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http
            ? $"{http.HttpRequestError}: "
            : "";
        return new SendOutcome.Retry(SendFailureReason.Other)
        {
            Answer = Redactor.Clean(kind + root.Message, secrets),
            MayHaveArrived = !neverSent,
        };
    }

    private static HttpAnswer WithSecrets(HttpAnswer answer, HttpRequestMessage request, HttpCall call) =>
        answer with { Secrets = [.. SentSecrets.Of(request), .. call.SecretsIn?.Invoke(answer.Body) ?? []] };

    private async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        string body = response.Content.Headers.ContentLength == 0 ? "" : await BodyAsync(response.Content, cancellation);
        return new HttpAnswer(
            (int)response.StatusCode,
            body,
            response.Content.Headers.ContentType?.MediaType ?? "",
            RetryAfterOf(response));
    }

    // Most answers are a word. A buffer for the longest that is read would be one for each of the hundreds that come at once.
    private static async Task<string> BodyAsync(HttpContent content, CancellationToken cancellation)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellation);
        byte[] rented = ArrayPool<byte>.Shared.Rent(FirstBytes);
        try
        {
            int length = 0;
            while (true)
            {
                int room = Math.Min(rented.Length, BodyBytesMax) - length;
                int read = await stream.ReadAtLeastAsync(
                    rented.AsMemory(length, room), room, throwOnEndOfStream: false, cancellation);
                length += read;
                if (read < room || length == BodyBytesMax)
                {
                    return Encoding.UTF8.GetString(rented, 0, length);
                }

                byte[] larger = ArrayPool<byte>.Shared.Rent(rented.Length * 4);
                rented.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(rented);
                rented = larger;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        TimeSpan? wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait > TimeSpan.Zero ? wait : null;
    }
}
