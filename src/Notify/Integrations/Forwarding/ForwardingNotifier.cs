using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Forwarding;

/// <summary>
/// Posts a group's alerts to the alerts API of each server of the upper tier, at the same time. Immutable and
/// thread-safe. Posting an alert twice changes nothing there, so a repeat needs no mark.
/// </summary>
public sealed class ForwardingNotifier : INotifier
{
    private const string Api = "/api/v2/alerts";
    private readonly ForwardingConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly Uri[] _urls;

    /// <summary>Makes the client.</summary>
    public ForwardingNotifier(ForwardingConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;

        // A POST that is sent elsewhere by 301 or 302 goes there as a GET, and the API answers a GET with 200.
        HttpClientConfig http = (config.HttpConfig ?? HttpClientConfig.Default) with { FollowRedirects = false };
        _sender = new HttpSender(services.Http.Create(http), services.Time, config.Timeout);
        _urls = [.. config.Urls.Select(u => new Uri(u!.Text.TrimEnd('/') + Api))];
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var batches = AlertBatches.Of(
            notification, _config.ExternalLabels, _services.ContextOf(notification).Now);
        string leftOut = batches.LeftOut == 0 ? "" : $"; {batches.LeftOut} left out: handed on "
            + $"{AlertBatches.HopsMax} times already, so that servers seem to forward to each other in a circle";
        if (batches.Bodies.Count == 0)
        {
            return new SendOutcome.Rejected(SendFailureReason.Other) { Answer = "no alert to hand on" + leftOut };
        }

        Told[] told = await Task.WhenAll(_urls.Select(url => PostAsync(url, batches, notification.Id, cancellation)));
        foreach (SendHop hop in told.SelectMany(t => t.Hops))
        {
            observer.HopEnded(hop);
        }

        int taken = told.Count(t => t.Outcome is SendOutcome.Delivered);
        if (taken == told.Length || (taken > 0 && _config.Mode == ForwardingMode.Any))
        {
            string failures = taken == told.Length ? "" : "; " + Failures(told);
            return new SendOutcome.Delivered
            {
                Code = told.First(t => t.Outcome is SendOutcome.Delivered).Outcome.Code,
                Answer = Redactor.Clean($"taken by {taken} of {told.Length}{failures}{leftOut}"),
            };
        }

        cancellation.ThrowIfCancellationRequested();
        return Combine([.. told.Where(t => t.Outcome is not SendOutcome.Delivered)], leftOut);
    }

    // One more attempt is worth it if one server would take it, and it waits as long as the most patient one asks.
    private static SendOutcome Combine(Told[] failed, string leftOut)
    {
        string answer = Redactor.Clean(Failures(failed) + leftOut);
        SendOutcome.Retry[] again = [.. failed.Select(t => t.Outcome).OfType<SendOutcome.Retry>()];
        return again.Length > 0
            ? again[0] with
            {
                Answer = answer,
                After = again.Max(r => r.After),
                MayHaveArrived = again.Any(r => r.MayHaveArrived),
            }
            : failed[0].Outcome with { Answer = answer };
    }

    private static string Failures(IEnumerable<Told> told) => string.Join("; ", told
        .Where(t => t.Outcome is not SendOutcome.Delivered)
        .Select(t => $"{t.Url.GetLeftPart(UriPartial.Scheme)}{t.Url.Authority}: {t.Outcome.Answer}"));

    private async Task<Told> PostAsync(Uri url, AlertBatches batches, string key, CancellationToken cancellation)
    {
        var hops = new HopList();
        SendOutcome? refused = null;
        SendOutcome outcome = new SendOutcome.Delivered();
        foreach (ReadOnlyMemory<byte> body in batches.Bodies)
        {
            HttpCall call = HttpCall.PostJson(url, body) with
            {
                AddHeaders = headers => headers.TryAddWithoutValidation("Idempotency-Key", key),
            };
            outcome = await PostAsync(call, hops, cancellation);
            if (outcome is SendOutcome.Retry)
            {
                return new Told(url, outcome, hops);
            }

            // What is wrong with the alerts of one request is no reason to keep the others back.
            refused ??= outcome as SendOutcome.Rejected;
        }

        return new Told(url, refused ?? outcome, hops);
    }

    private async Task<SendOutcome> PostAsync(HttpCall call, HopList hops, CancellationToken cancellation)
    {
        try
        {
            (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, hops, cancellation);
            return broken ?? HttpSender.Judge(answer!, answer!.Clean(Explain(answer.Body)));
        }
        catch (OperationCanceledException)
        {
            // With another server's answer the alerts may count as delivered all the same.
            return new SendOutcome.Retry(SendFailureReason.ContextDeadlineExceeded)
            {
                Answer = "no answer before the time of the flush ran out",
                MayHaveArrived = true,
            };
        }
    }

    // The API answers with a text in JSON, or with {"code":602,"message":"0.labels in body is required"}.
    private static string Explain(string body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.String => json.RootElement.GetString()!,
                JsonValueKind.Object when json.RootElement.TryGetProperty("message", out JsonElement said) => $"{said}",
                _ => body,
            };
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private sealed record Told(Uri Url, SendOutcome Outcome, IReadOnlyList<SendHop> Hops);

    /// <summary>Keeps the hops of one server until all have answered: an observer is told of one after the other.</summary>
    private sealed class HopList : List<SendHop>, ISendObserver
    {
        public void HopEnded(SendHop hop) => Add(hop);
    }
}
