using System.Net;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>Keys that a container is lent: ECS tasks, EKS pods.</summary>
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
internal sealed class ContainerKeys(AwsEnvironment environment, MetadataCall metadata) : ICredentialSource
{
    private const string Source = "the container's credentials endpoint";

    // Besides the machine itself: where ECS and EKS put the service.
    private static readonly IPAddress[] Known =
        [IPAddress.Parse("169.254.170.2"), IPAddress.Parse("169.254.170.23"), IPAddress.Parse("fd00:ec2::23")];

    /// <inheritdoc/>
    public async ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation)
    {
        string relative = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];
        string text = relative.Length > 0 ? "http://169.254.170.2" + relative : environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
        if (text.Length == 0)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || !IsTrusted(url))
        {
            throw new ClientSetupException(
                $"aws: {Source} must be https, or http on this machine or at one of the addresses of ECS and EKS");
        }

        string token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] is { Length: > 0 } file
            ? SecretFile.ReadFile(file)
            : environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
        string body = await metadata.GetAsync(
            Source, (HttpMethod.Get, url),
            headers => _ = token.Length > 0 && headers.TryAddWithoutValidation("Authorization", token),
            cancellation);
        return AwsCredentials.FromJson(Source, body);
    }

    // Whoever sets the variable could otherwise have the token sent anywhere in the clear.
    private static bool IsTrusted(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps
        || (url.Scheme == Uri.UriSchemeHttp
            && (url.IsLoopback || (IPAddress.TryParse(url.Host, out IPAddress? host) && Known.Contains(host))));
}
