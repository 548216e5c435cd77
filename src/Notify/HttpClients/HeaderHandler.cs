using System.Net.Http.Headers;
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

        AddAuthorization(request.Headers);
        foreach ((string name, HttpHeaderConfig header) in config.HttpHeaders ?? EmptyHeaders)
        {
            AddHeader(request.Headers, name, header);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private static readonly IReadOnlyDictionary<string, HttpHeaderConfig> EmptyHeaders =
        new Dictionary<string, HttpHeaderConfig>();

    private static void AddHeader(HttpRequestHeaders headers, string name, HttpHeaderConfig header)
    {
        foreach (string value in header.Values)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        foreach (Secret secret in header.Secrets)
        {
            headers.TryAddWithoutValidation(name, secret.Reveal());
        }

        foreach (string file in header.Files)
        {
            headers.TryAddWithoutValidation(name, SecretFile.ReadFile(file));
        }
    }

    private void AddAuthorization(HttpRequestHeaders headers)
    {
        if (config.BasicAuth is { } basic)
        {
            string user = SecretFile.Read(basic.Username, basic.UsernameFile);
            string password = SecretFile.Read(basic.Password.Reveal(), basic.PasswordFile);
            string both = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
            headers.TryAddWithoutValidation("Authorization", "Basic " + both);
        }
        else if (config.Authorization is { } authorization)
        {
            string type = authorization.Type.Length == 0 ? "Bearer" : authorization.Type;
            string credentials = SecretFile.Read(authorization.Credentials.Reveal(), authorization.CredentialsFile);
            headers.TryAddWithoutValidation("Authorization", $"{type} {credentials}".TrimEnd());
        }
    }
}
