using System.Globalization;
using System.Text.Json;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>What a request is signed with. Immutable.</summary>
/// <param name="AccessKey">The name of the key, which goes with each request.</param>
/// <param name="SecretKey">The key, which never leaves.</param>
public sealed record AwsCredentials(string AccessKey, Secret SecretKey)
{
    /// <summary>What goes with keys that were lent; empty for one's own.</summary>
    public Secret SessionToken { get; init; }

    /// <summary>When they end; null for keys that do not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Reads what metadata services answer.</summary>
    /// <exception cref="ClientSetupException">There are no keys in it; the message holds nothing of it.</exception>
    // https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
    internal static AwsCredentials FromJson(string source, string body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            string Text(string name) => json.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
            return Of(source, Text("AccessKeyId"), Text("SecretAccessKey"), (Text("Token"), Text("Expiration")));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new ClientSetupException($"aws: {source} gave no credentials", wrong);
        }
    }

    /// <summary>Puts together what a service gave.</summary>
    /// <exception cref="ClientSetupException">Something is missing.</exception>
    internal static AwsCredentials Of(string source, string accessKey, string secretKey, (string Token, string Expiration) lent)
    {
        if (accessKey.Length == 0 || secretKey.Length == 0)
        {
            throw new ClientSetupException($"aws: {source} gave no credentials");
        }

        bool ends = DateTimeOffset.TryParse(
            lent.Expiration, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end);
        return new AwsCredentials(accessKey, new Secret(secretKey))
        {
            SessionToken = new Secret(lent.Token),
            ExpiresAt = ends ? end : null,
        };
    }
}
