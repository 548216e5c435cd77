using System.Security.Principal;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tocsin.Server.Web;

/// <summary>
/// Stands in front of everything: the rate limit, the fixed headers, and who may come in. The file is looked at with
/// every request, so that a removed user is out at once.
/// </summary>
public sealed class WebGuard : IDisposable
{
    private readonly WebSettingsFile _file;
    private readonly TimeProvider _time;
    private readonly PasswordCheck _passwords = new();
    private readonly Lock _gate = new();
    private RateLimitSettings? _limitSettings;
    private TokenBucket? _limit;

    /// <summary>Guards with the settings of <paramref name="file"/>.</summary>
    public WebGuard(WebSettingsFile file, TimeProvider time)
    {
        _file = file;
        _time = time;
    }

    /// <summary>Lets the request through, or answers it.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_file.Current() is not { } settings)
        {
            await HttpText.WriteErrorAsync(context, StatusCodes.Status500InternalServerError, "Internal Server Error");
            return;
        }

        if (Limit(settings.RateLimit) is { } limit && !limit.TryTake())
        {
            await HttpText.WriteErrorAsync(context, StatusCodes.Status429TooManyRequests, "Too Many Requests");
            return;
        }

        foreach ((string name, string value) in settings.Http.Headers)
        {
            context.Response.Headers[name] = value;
        }

        switch (await CheckAsync(context, settings))
        {
            case PasswordVerdict.Right:
                await next(context);
                break;
            case PasswordVerdict.Busy:
                await HttpText.WriteErrorAsync(context, StatusCodes.Status429TooManyRequests, "Too Many Requests");
                break;
            default:
                context.Response.Headers.WWWAuthenticate = "Basic";
                await HttpText.WriteErrorAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized");
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _passwords.Dispose();

    private async ValueTask<PasswordVerdict> CheckAsync(HttpContext context, WebSettings settings)
    {
        if (settings.Users.Count == 0)
        {
            return PasswordVerdict.Right;
        }

        string header = context.Request.Headers.Authorization.ToString();
        if (!TryReadCredentials(header, out string name, out string password))
        {
            return PasswordVerdict.Wrong;
        }

        PasswordVerdict verdict = await _passwords.CheckAsync(settings.Users, name, password, context.RequestAborted);
        if (verdict == PasswordVerdict.Right)
        {
            context.User = new GenericPrincipal(new GenericIdentity(name), null);
        }

        return verdict;
    }

    private static bool TryReadCredentials(string header, out string name, out string password)
    {
        const string Scheme = "Basic ";
        name = password = "";
        byte[] content = new byte[header.Length];
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(header[Scheme.Length..], content, out int length))
        {
            return false;
        }

        string pair = Encoding.UTF8.GetString(content, 0, length);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return false;
        }

        name = pair[..colon];
        password = pair[(colon + 1)..];
        return true;
    }

    private TokenBucket? Limit(RateLimitSettings settings)
    {
        lock (_gate)
        {
            if (settings != _limitSettings)
            {
                _limitSettings = settings;
                _limit = settings.Interval > TimeSpan.Zero
                    ? new TokenBucket((int)Math.Clamp(settings.Burst, 0, int.MaxValue), settings.Interval, _time)
                    : null;
            }

            return _limit;
        }
    }
}
