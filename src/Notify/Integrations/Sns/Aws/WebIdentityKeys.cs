namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>Keys lent for a token that the environment names, as Kubernetes on AWS does it.</summary>
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
internal sealed class WebIdentityKeys(AwsEnvironment environment, StsClient sts) : ICredentialSource
{
    /// <inheritdoc/>
    public async ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation)
    {
        string file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"];
        string arn = environment["AWS_ROLE_ARN"];
        if (file.Length == 0 || arn.Length == 0)
        {
            return null;
        }

        var role = new RoleRequest(arn);
        string session = environment["AWS_ROLE_SESSION_NAME"];
        return await sts.AssumeRoleWithTokenAsync(
            session.Length > 0 ? role with { SessionName = session } : role, file, cancellation);
    }
}
