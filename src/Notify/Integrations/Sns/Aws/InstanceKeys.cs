using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>Keys that a machine is lent, by version 2 of the instance metadata service.</summary>
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
internal sealed class InstanceKeys(AwsEnvironment environment, MetadataCall metadata) : ICredentialSource
{
    private const string Source = "the instance metadata service";
    private const string Roles = "/latest/meta-data/iam/security-credentials/";

    /// <inheritdoc/>
    public async ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation)
    {
        if (environment["AWS_EC2_METADATA_DISABLED"].Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Uri service = ServiceUrl();
        string token = await metadata.GetAsync(
            Source, (HttpMethod.Put, new Uri(service, "/latest/api/token")),
            headers => headers.TryAddWithoutValidation("X-aws-ec2-metadata-token-ttl-seconds", "60"), cancellation);
        string roles = await ReadAsync(new Uri(service, Roles), token, cancellation);
        string role = roles.Split('\n')[0].Trim();
        if (role.Length == 0)
        {
            return null;
        }

        string body = await ReadAsync(new Uri(service, Roles + Uri.EscapeDataString(role)), token, cancellation);
        return AwsCredentials.FromJson(Source, body);
    }

    private Task<string> ReadAsync(Uri url, string token, CancellationToken cancellation) => metadata.GetAsync(
        Source, (HttpMethod.Get, url),
        headers => headers.TryAddWithoutValidation("X-aws-ec2-metadata-token", token.Trim()), cancellation);

    private Uri ServiceUrl()
    {
        string given = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"];
        bool isIpv6 = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"].Equals("IPv6", StringComparison.OrdinalIgnoreCase);
        string text = given.Length > 0 ? given : isIpv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url!
            : throw new ClientSetupException("aws: AWS_EC2_METADATA_SERVICE_ENDPOINT is not an http or https URL");
    }
}
