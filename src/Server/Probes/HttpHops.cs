using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tocsin.Notify;
using Tocsin.Notify.Http;
using Tocsin.Server.Config.Probes;

namespace Tocsin.Server.Probes;

/// <summary>The requests of one probe, from the target along its redirects.</summary>
internal sealed class HttpHops
{
    private static readonly string UserAgent = $"Tocsin/{Compatibility.Version} (probe)";

    private readonly ProbeRun _run;
    private readonly HttpProbeConfig _config;
    private readonly Uri _target;
    private readonly IPAddress? _address;
    private readonly CookieContainer _cookies = new();
    private Uri _next;
    private string? _host;
    private HttpMethod _method;
    private bool _sendsBody = true;

    /// <summary>Starts at the target.</summary>
    /// <param name="run">The probe.</param>
    /// <param name="target">The target.</param>
    /// <param name="address">Its address; null leaves it to the proxy.</param>
    public HttpHops(ProbeRun run, Uri target, IPAddress? address)
    {
        _run = run;
        _config = run.Module.Http;
        _target = target;
        _address = address;
        _next = address is null ? target : new UriBuilder(target) { Host = address.ToString(), UserName = "", Password = "" }.Uri;
        _host = _config.Host ?? target.Authority;
        _method = new HttpMethod(_config.Method.Length == 0 ? "GET" : _config.Method);
    }

    /// <summary>Where the next request goes, without what is secret in it.</summary>
    public string Shown => _next.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);

    private bool IsOwn => _next.IdnHost == _target.IdnHost || (_address is not null && IPAddress.TryParse(_next.IdnHost, out IPAddress? ip)
        && ip.Equals(_address));

    /// <summary>Who makes the connection of the next request.</summary>
    public HopWatch Watch() => new(_run, _config.Address.Choice, "")
    {
        Known = _address is null || !IsOwn ? null : (_next.IdnHost, _address),
        Host = _next.IdnHost,
        IsEncrypted = _next.Scheme == Uri.UriSchemeHttps,
    };

    /// <summary>Makes the next request; the head of the answer.</summary>
    public async Task<HttpResponseMessage> SendAsync(HopWatch watch)
    {
        HttpMessageInvoker client = _run.Own(_run.Services.Http.CreateWatched(ClientOf(), watch));
        HttpRequestMessage request = _run.Own(await RequestAsync().ConfigureAwait(false));
        _run.Trail.Tell("Requesting", ("method", _method), ("url", Shown), ("host", _host ?? ""));
        HttpResponseMessage response = await client.SendAsync(request, _run.Cancellation).ConfigureAwait(false);
        Keep(response);
        return response;
    }

    /// <summary>Goes on to where an answer leads.</summary>
    /// <returns>False if it leads nowhere.</returns>
    // Source: Go net/http, redirectBehavior and Client.do: the host that was asked for stays with a relative location.
    public bool TryFollow(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        if (status is not (301 or 302 or 303 or 307 or 308)
            || !response.Headers.NonValidated.TryGetValues("Location", out HeaderStringValues locations)
            || locations.ToString() is not { Length: > 0 } location)
        {
            return false;
        }

        // As a text: the framework takes a path alone for a file of this machine.
        Uri next = new(_next, location);
        if (next.Scheme is not ("http" or "https"))
        {
            throw new HttpRequestException($"the redirect leads to the scheme {next.Scheme}");
        }

        _next = next;
        bool namesHost = location.StartsWith("//", StringComparison.Ordinal)
            || location.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            || location.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        _host = namesHost ? null : _host;
        if (status is 301 or 302 or 303)
        {
            _sendsBody = false;
            _method = _method == HttpMethod.Head ? HttpMethod.Head : HttpMethod.Get;
        }

        return true;
    }

    private HttpClientConfig ClientOf() => IsOwn
        ? _config.Client with
        {
            TlsConfig = _config.Client.TlsConfig.ServerName.Length > 0
                ? _config.Client.TlsConfig
                : _config.Client.TlsConfig with { ServerName = _config.Host ?? _target.IdnHost },
        }
        : _config.Client with
        {
            TlsConfig = _config.Client.TlsConfig with { ServerName = _next.IdnHost },
            BasicAuth = null,
            Authorization = null,
            OAuth2 = null,
            HttpHeaders = null,
        };

    private async Task<HttpRequestMessage> RequestAsync()
    {
        bool takesHttp2 = _next.Scheme == Uri.UriSchemeHttps && _config.Client.EnableHttp2;
        var request = new HttpRequestMessage(_method, Named())
        {
            Version = takesHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = _sendsBody ? await BodyAsync().ConfigureAwait(false) : null,
        };
        if (_host is { } host)
        {
            request.Headers.TryAddWithoutValidation("Host", host);
        }

        request.Headers.ConnectionClose = true;
        foreach ((string name, string value) in _config.Headers)
        {
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase) && (IsOwn || !IsSecret(name))
                && !request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.Remove(name);
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (!request.Headers.NonValidated.Contains("User-Agent"))
        {
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        }

        if (_cookies.GetCookieHeader(Site()) is { Length: > 0 } cookies)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        }

        if (IsOwn && _target.UserInfo.Length > 0 && !request.Headers.NonValidated.Contains("Authorization")
            && _config.Client is { BasicAuth: null, Authorization: null, OAuth2: null })
        {
            byte[] user = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(_target.UserInfo));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(user));
        }

        return request;
    }

    // A proxy is asked for the name and not for the address, as Go does it where nothing is encrypted.
    private Uri Named()
    {
        bool isNamed = _next.Scheme == Uri.UriSchemeHttp && _host is not null
            && _run.Services.Http.FindProxy(_config.Client.Proxy, _next) is not null;
        return isNamed && Uri.TryCreate($"http://{_host}", UriKind.Absolute, out Uri? named)
            ? new UriBuilder(_next) { Host = named.Host, Port = named.Port }.Uri
            : _next;
    }

    private async Task<HttpContent?> BodyAsync() => _config.BodyFile.Length > 0
        ? new ByteArrayContent(await File.ReadAllBytesAsync(_config.BodyFile, _run.Cancellation).ConfigureAwait(false))
        : _config.Body.Length > 0 ? new ByteArrayContent(Encoding.UTF8.GetBytes(_config.Body)) : null;

    private void Keep(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Set-Cookie", out HeaderStringValues values))
        {
            return;
        }

        foreach (string value in values)
        {
            try
            {
                _cookies.SetCookies(Site(), value);
            }
            catch (CookieException)
            {
                // A cookie that is none is not kept, as by any browser.
            }
        }
    }

    // Cookies belong to the name that was asked for, not to the address that it was resolved to.
    private Uri Site() => IsOwn ? new UriBuilder(_next) { Host = _target.IdnHost }.Uri : _next;

    // Source: Go net/http, shouldCopyHeaderOnRedirect.
    private static bool IsSecret(string name) =>
        name.ToLowerInvariant() is "authorization" or "www-authenticate" or "cookie" or "cookie2" or "proxy-authorization";
}
