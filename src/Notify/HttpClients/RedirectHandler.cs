using System.Net;

namespace Tocsin.Notify.HttpClients;

/// <summary>
/// Follows redirects, which the framework does too, but without the credentials even on the same server. Another server
/// gets none of our secrets.
/// </summary>
// Source: Go net/http, redirectBehavior and shouldCopyHeaderOnRedirect. Alertmanager sends credentials to any server.
internal sealed class RedirectHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int RedirectsMax = 10;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        for (int i = 0; i < RedirectsMax && NextOf(request.RequestUri!, response) is { } next; i++)
        {
            bool keepsMethod = response.StatusCode
                is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
            response.Dispose();
            if (!string.Equals(next.IdnHost, request.RequestUri!.IdnHost, StringComparison.OrdinalIgnoreCase))
            {
                RemoveSecrets(request);
            }

            if (!keepsMethod && request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            {
                request.Method = HttpMethod.Get;
                request.Content = null;
            }

            request.RequestUri = next;
            response = await base.SendAsync(request, cancellationToken);
        }

        return response;
    }

    // From https nobody is led to where others can read along.
    private static Uri? NextOf(Uri from, HttpResponseMessage response)
    {
        bool isRedirect = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;
        if (!isRedirect || response.Headers.Location is not { } location)
        {
            return null;
        }

        Uri next = new(from, location);
        bool staysOpen = next.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp;
        return next.Scheme == Uri.UriSchemeHttps || staysOpen ? next : null;
    }

    private static void RemoveSecrets(HttpRequestMessage request)
    {
        IReadOnlyList<string> secrets = SentSecrets.CredentialsOf(request);
        string[] names =
        [
            .. request.Headers.NonValidated
                .Where(h => h.Value.Any(v => secrets.Any(s => Carries(v, s))))
                .Select(h => h.Key),
        ];
        foreach (string name in names.Append("Authorization"))
        {
            request.Headers.Remove(name);
        }
    }

    // A very short secret is found in many texts; it takes only the header that is nothing else.
    private static bool Carries(string value, string secret) =>
        secret.Length < Redactor.SecretCharsMin ? value == secret : value.Contains(secret, StringComparison.Ordinal);
}
