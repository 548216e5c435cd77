using Tocsin.Notify.Http;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>Keys in environment variables.</summary>
internal sealed class EnvironmentKeys(AwsEnvironment environment) : ICredentialSource
{
    /// <inheritdoc/>
    public ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation)
    {
        string access = environment["AWS_ACCESS_KEY_ID"];
        string secret = environment["AWS_SECRET_ACCESS_KEY"];
        return new(access.Length == 0 || secret.Length == 0 ? null : new AwsCredentials(access, new Secret(secret))
        {
            SessionToken = new Secret(environment["AWS_SESSION_TOKEN"]),
        });
    }
}
