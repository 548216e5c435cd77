using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tocsin.Notify.Http;
using Tocsin.Notify.Messages;
using Tocsin.Notify.Outgoing;
using Tocsin.Yaml;

namespace Tocsin.Notify.HttpClients;

/// <summary>Gets tokens from an OAuth 2 server and keeps each until shortly before it expires. Thread-safe.</summary>
internal sealed class OAuth2Tokens(OAuth2Config config, HttpMessageInvoker invoker, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private Task<Token>? _current;

    /// <summary>A token that is good for now; callers at the same time share one request.</summary>
    /// <exception cref="ClientSetupException">The server gave none.</exception>
    public async Task<string> GetAsync(CancellationToken cancellation)
    {
        Task<Token> current;
        lock (_gate)
        {
            bool isStale = _current is null || _current.IsFaulted
                || (_current.IsCompletedSuccessfully && time.GetUtcNow() >= _current.Result.ExpiresAt);
            current = isStale ? _current = RequestAsync() : _current!;
        }

        return (await current.WaitAsync(cancellation)).Text;
    }

    /// <summary>Does not use that token again.</summary>
    public void Forget(string token)
    {
        lock (_gate)
        {
            if (_current is { IsCompletedSuccessfully: true } && _current.Result.Text == token)
            {
                _current = null;
            }
        }
    }

    private async Task<Token> RequestAsync()
    {
        // Off the lock of the caller, however far the first steps go without waiting.
        await Task.Yield();
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, config.TokenUrl);
        request.Content = new FormUrlEncodedContent(Form(request));
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(request, timeout.Token);
            string body = await response.Content.ReadAsStringAsync(timeout.Token);
            return response.IsSuccessStatusCode
                ? Read(body)
                : throw new ClientSetupException($"oauth2: the token server answered with status {(int)response.StatusCode}");
        }
        catch (HttpRequestException broken) when (AddressRefusedException.In(broken) is null)
        {
            throw new ClientSetupException($"oauth2: the token server cannot be reached: {broken.HttpRequestError}", broken);
        }
        catch (OperationCanceledException late)
        {
            throw new ClientSetupException("oauth2: the token server did not answer within 30s", late);
        }
    }

    private List<KeyValuePair<string, string>> Form(HttpRequestMessage request)
    {
        List<KeyValuePair<string, string>> form = [];
        if (config.GrantType == OAuth2Config.JwtBearer)
        {
            form.Add(new("grant_type", config.GrantType));
            form.Add(new("assertion", Assertion()));
        }
        else
        {
            string secret = SecretFile.Read(config.ClientSecret.Reveal(), config.ClientSecretFile);

            // RFC 6749 §2.3.1: both as in a form, where a blank is a plus.
            string both = $"{FormText(config.ClientId)}:{FormText(secret)}";
            request.Headers.TryAddWithoutValidation(
                "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(both)));
            form.Add(new("grant_type", "client_credentials"));
        }

        if (config.Scopes.Count > 0)
        {
            form.Add(new("scope", string.Join(' ', config.Scopes)));
        }

        form.AddRange(config.EndpointParams);
        return form;
    }

    private static string FormText(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private Token Read(string body)
    {
        string text;
        TimeSpan lasts = TimeSpan.FromDays(1);
        try
        {
            using JsonDocument answer = JsonDocument.Parse(body);
            text = answer.RootElement.GetProperty("access_token").GetString() ?? "";
            if (answer.RootElement.TryGetProperty("expires_in", out JsonElement seconds))
            {
                // Some servers write the number as a text.
                double count = seconds.ValueKind == JsonValueKind.String
                    ? double.Parse(seconds.GetString()!, CultureInfo.InvariantCulture)
                    : seconds.GetDouble();
                lasts = TimeSpan.FromSeconds(Math.Clamp(count, 0, 365 * 86400d));
            }
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            throw new ClientSetupException("oauth2: the token server's answer holds no token", wrong);
        }

        return text.Length > 0
            ? new Token(text, time.GetUtcNow() + lasts - Margin)
            : throw new ClientSetupException("oauth2: the token server's answer holds no token");
    }

    // RFC 7523: a token that the client signs itself, good for an hour.
    private string Assertion()
    {
        string pem = SecretFile.Read(config.ClientCertificateKey.Reveal(), config.ClientCertificateKeyFile);
        (string algorithm, HashAlgorithmName hash) = config.SignatureAlgorithm switch
        {
            "RS384" => ("RS384", HashAlgorithmName.SHA384),
            "RS512" => ("RS512", HashAlgorithmName.SHA512),
            _ => ("RS256", HashAlgorithmName.SHA256),
        };
        GoJsonWriter header = new GoJsonWriter().BeginObject().Field("alg", algorithm).Field("typ", "JWT")
            .FieldUnlessEmpty("kid", config.ClientCertificateKeyId).EndObject();
        string signed = Encode(header) + "." + Encode(Claims());
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            byte[] signature = rsa.SignData(Encoding.ASCII.GetBytes(signed), hash, RSASignaturePadding.Pkcs1);
            return signed + "." + Encode(signature);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new ClientSetupException("oauth2: the client's key is not an RSA key in PEM", wrong);
        }
    }

    private GoJsonWriter Claims()
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        GoJsonWriter claims = new GoJsonWriter().BeginObject()
            .Field("iss", config.Iss.Length > 0 ? config.Iss : config.ClientId)
            .FieldUnlessEmpty("scope", string.Join(' ', config.Scopes))
            .Field("aud", config.Audience.Length > 0 ? config.Audience : config.TokenUrl)
            .Field("sub", config.ClientId)
            .Name("iat").Value(now).Name("exp").Value(now + 3600);
        foreach ((YamlValue name, YamlValue value) in config.Claims?.Entries ?? [])
        {
            if (name is YamlText text)
            {
                PayloadTree.Write(claims.Name(text.Value), value);
            }
        }

        return claims.EndObject();
    }

    private static string Encode(GoJsonWriter json) => Encode(json.Written.Span);

    private static string Encode(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private sealed record Token(string Text, DateTimeOffset ExpiresAt);
}
