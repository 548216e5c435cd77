using System.Globalization;
using System.Net;
using Tocsin.Server.Config.Probes;
using Tocsin.Signals.Probes;
using Tocsin.Signals.Probes.Http;

namespace Tocsin.Server.Probes;

/// <summary>Probes by HTTP: one request and those that its redirects lead to, each on a connection of its own.</summary>
// Source: blackbox_exporter prober/http.go; Go net/http for redirects. Otherwise than there another host than the target's own
// gets none of the module's credentials.
internal sealed class HttpProber
{
    private const int RedirectsMax = 10;

    private readonly ProbeRun _run;
    private readonly HttpProbeConfig _config;
    private readonly HttpRules _rules;
    private readonly List<HopWatch> _hops = [];
    private int _redirects;

    private HttpProber(ProbeRun run)
    {
        _run = run;
        _config = run.Module.Http;
        _rules = _config.Rules;
    }

    /// <summary>Probes.</summary>
    public static Task<bool> ProbeAsync(ProbeRun run) => new HttpProber(run).ProbeAsync();

    private async Task<bool> ProbeAsync()
    {
        ProbeMetrics metrics = _run.Metrics;
        metrics.Declare(
            ProbeGauges.HttpContentLength, ProbeGauges.HttpBodyLength, ProbeGauges.HttpRedirects, ProbeGauges.HttpSsl,
            ProbeGauges.HttpStatusCode, ProbeGauges.HttpVersion, ProbeGauges.FailedDueToRegex);
        bool hasScheme = _run.Target.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || _run.Target.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!Uri.TryCreate(hasScheme ? _run.Target : "http://" + _run.Target, UriKind.Absolute, out Uri? target))
        {
            return _run.Trail.Fail("The target is not a URL");
        }

        bool hasProxy = _config.Client.Proxy.Url is not null || _config.Client.Proxy.FromEnvironment;
        IPAddress? address = null;
        if (!_config.SkipsResolvingWithProxy || !hasProxy)
        {
            (address, TimeSpan took) = await ProbeAddresses.FindAsync(_run, target.IdnHost, _config.Address.Choice).ConfigureAwait(false);
            metrics.AddPhase(ProbeGauges.HttpDuration, "resolve", took);
            if (address is null)
            {
                return false;
            }
        }

        foreach (string phase in (string[])["connect", "tls", "processing", "transfer"])
        {
            metrics.AddPhase(ProbeGauges.HttpDuration, phase, TimeSpan.Zero);
        }

        bool isGood = await ExchangeAsync(new HttpHops(_run, target, address)).ConfigureAwait(false);
        for (int i = 0; i < _hops.Count; i++)
        {
            _hops[i].AddPhases(isFirst: i == 0);
        }

        metrics.Set(ProbeGauges.HttpRedirects, _redirects);
        return JudgeTls(_hops[^1], isGood);
    }

    private async Task<bool> ExchangeAsync(HttpHops hops)
    {
        HttpResponseMessage? response = null;
        try
        {
            while (true)
            {
                HopWatch watch = hops.Watch();
                _hops.Add(watch);
                response = await hops.SendAsync(watch).ConfigureAwait(false);
                watch.Answered = _run.Time.GetTimestamp();
                _run.Trail.Tell("Answered", ("status", (int)response.StatusCode), ("version", VersionOf(response)));
                if (!hops.TryFollow(response))
                {
                    break;
                }

                _redirects++;
                _run.Trail.Tell("Redirected", ("location", hops.Shown));
                if (_redirects > RedirectsMax || !_config.Client.FollowRedirects)
                {
                    _run.Trail.Tell("Not following the redirect");
                    return await JudgeAsync(response, isLast: false).ConfigureAwait(false);
                }

                response.Dispose();
                response = null;
            }

            return await JudgeAsync(response, isLast: true).ConfigureAwait(false);
        }
        catch (Exception wrong) when (ProbeFaults.IsExpected(wrong) || wrong is UriFormatException)
        {
            string refusal = _hops[^1].Tls.Refusal;
            return _run.Trail.Fail("The request failed", ("err", refusal.Length > 0 ? refusal : ProbeFaults.Describe(wrong, _run)));
        }
        finally
        {
            response?.Dispose();
        }
    }

    // Each that is not so fails, and the later ones are still looked at for their metrics, as upstream does.
    private async Task<bool> JudgeAsync(HttpResponseMessage response, bool isLast)
    {
        bool isGood = Take(_rules.JudgeStatus((int)response.StatusCode));
        if (isGood && _rules.LooksAtHeaders)
        {
            isGood = Take(_rules.JudgeHeaders(name => ValuesOf(response, name)));
            _run.Metrics.Set(ProbeGauges.FailedDueToRegex, isGood ? 0 : 1);
        }

        bool keeps = isGood && _rules.LooksAtBody;
        if (isLast || keeps)
        {
            Stream body = await response.Content.ReadAsStreamAsync(_run.Cancellation).ConfigureAwait(false);
            HttpBody.Read read = await HttpBody.ReadAsync(_run, body, keeps).ConfigureAwait(false);
            if (keeps)
            {
                isGood = Take(read.Fault is null ? _rules.JudgeBody(read.Kept.Span) : $"The body cannot be read: {read.Fault}");
                _run.Metrics.Set(ProbeGauges.FailedDueToRegex, isGood ? 0 : 1);
            }
            else if (read.Fault is not null)
            {
                isGood = _run.Trail.Fail("The body cannot be read", ("err", read.Fault));
            }

            _run.Metrics.Set(ProbeGauges.HttpBodyLength, isLast ? read.Length : 0);
        }

        _hops[^1].Ended = _run.Time.GetTimestamp();
        SetFacts(response);
        return Take(_rules.JudgeVersion(VersionOf(response))) && isGood;
    }

    private void SetFacts(HttpResponseMessage response)
    {
        ProbeMetrics metrics = _run.Metrics;
        if (response.Content.Headers.LastModified is { } modified)
        {
            metrics.Set(ProbeGauges.HttpLastModified, modified.ToUnixTimeSeconds());
        }

        long announced = response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified
            ? 0
            : response.Content.Headers.ContentLength ?? -1;
        metrics.Set(ProbeGauges.HttpStatusCode, (int)response.StatusCode);
        metrics.Set(ProbeGauges.HttpContentLength, announced);
        metrics.Set(ProbeGauges.HttpVersion, response.Version.Major + (response.Version.Minor / 10.0));
    }

    private bool JudgeTls(HopWatch last, bool isGood)
    {
        // An answer alone counts as one over TLS; the certificates of a handshake that failed are told all the same.
        bool isAnswered = last.Answered is not null;
        last.Tls.Write(_run.Metrics, withChain: true);
        if (isAnswered && last.IsEncrypted)
        {
            _run.Metrics.Set(ProbeGauges.HttpSsl, 1);
            if (last.Tls.Cipher.Length > 0)
            {
                _run.Metrics.Set(ProbeGauges.TlsCipher, 1, new KeyValuePair<string, string>("cipher", last.Tls.Cipher));
            }

            return _config.FailIfSsl ? _run.Trail.Fail("The last request went over TLS") : isGood;
        }

        return _config.FailIfNotSsl && isGood ? _run.Trail.Fail("The last request did not go over TLS") : isGood;
    }

    private bool Take(string? fault) => fault is null || _run.Trail.Fail(fault);

    private static string VersionOf(HttpResponseMessage response) => string.Create(
        CultureInfo.InvariantCulture, $"HTTP/{response.Version.Major}.{response.Version.Minor}");

    private static string[] ValuesOf(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values)
            || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? [.. values] : [];
}
