using System.Text;
using Tocsin.Notify.Http;

namespace Tocsin.Notify.HttpClients;

/// <summary>Adds credentials and the configured headers to each request; files are read each time.</summary>
internal sealed class HeaderHandler(HttpClientConfig config, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!config.EnableHttp2)
        {
            request.Version = System.Net.HttpVersion.Version11;
        }

        AddAuthorization(request);
        foreach ((string name, HttpHeaderConfig header) in config.HttpHeaders ?? EmptyHeaders)
        {
            AddHeader(request, name, header);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private static readonly IReadOnlyDictionary<string, HttpHeaderConfig> EmptyHeaders =
        new Dictionary<string, HttpHeaderConfig>();

    private static void AddHeader(HttpRequestMessage request, string name, HttpHeaderConfig header)
    {
        foreach (string value in header.Values)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        foreach (Secret secret in header.Secrets)
        {
            AddSecret(request, name, secret.Reveal());
        }

        foreach (string file in header.Files)
        {
            AddSecret(request, name, SecretFile.ReadFile(file));
        }
    }

    private static void AddSecret(HttpRequestMessage request, string name, string secret)
    {
        SentSecrets.Note(request, secret);
        request.Headers.TryAddWithoutValidation(name, secret);
    }

    // An integration that has a header of its own, such as Opsgenie with its key, goes before the configuration.
    // Source: prometheus/common config, the round trippers of authorization and basic_auth.
    private void AddAuthorization(HttpRequestMessage request)
    {
        if (request.Headers.NonValidated.Contains("Authorization"))
        {
            return;
        }

        if (config.BasicAuth is { } basic)
        {
            string user = SecretFile.Read(basic.Username, basic.UsernameFile);
            string password = SecretFile.Read(basic.Password.Reveal(), basic.PasswordFile);
            string both = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
            SentSecrets.Note(request, both, password);
            request.Headers.TryAddWithoutValidation("Authorization", "Basic " + both);
        }
        else if (config.Authorization is { } authorization)
        {
            string type = authorization.Type.Length == 0 ? "Bearer" : authorization.Type;
            string credentials = SecretFile.Read(authorization.Credentials.Reveal(), authorization.CredentialsFile);
            SentSecrets.Note(request, credentials);
            request.Headers.TryAddWithoutValidation("Authorization", $"{type} {credentials}".TrimEnd());
        }
    }
}
