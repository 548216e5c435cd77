using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>Which role to take on, and how to name oneself there.</summary>
/// <param name="Arn">The role.</param>
internal sealed record RoleRequest(string Arn)
{
    /// <summary>What the role's owner asked for; empty for nothing.</summary>
    public string ExternalId { get; init; } = "";

    /// <summary>The name under which AWS's logs show what is done in the role.</summary>
    public string SessionName { get; init; } = "tocsin";
}

/// <summary>Where STS is asked. Immutable.</summary>
/// <param name="FindRegion">Finds the region; empty for the one endpoint that serves all.</param>
/// <param name="UseFips">Use the endpoint whose cryptography is certified.</param>
internal sealed record StsPlace(Func<string> FindRegion, bool UseFips);

/// <summary>Borrows credentials from STS, AWS's Security Token Service. Thread-safe.</summary>
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
internal sealed class StsClient(HttpSender sender, TimeProvider time, AwsEnvironment environment, StsPlace place)
{
    private const string Version = "2011-06-15";

    // Every role allows an hour; more must be allowed by its owner.
    private const string DurationSeconds = "3600";

    /// <summary>Takes on a role.</summary>
    /// <exception cref="ClientSetupException">STS gave nothing; the message says why.</exception>
    public Task<AwsCredentials> AssumeRoleAsync(
        RoleRequest role, AwsCredentials credentials, CancellationToken cancellation)
    {
        List<(string, string)> form = Begin("AssumeRole", role);
        if (role.ExternalId.Length > 0)
        {
            form.Add(("ExternalId", role.ExternalId));
        }

        string region = place.FindRegion();
        var scope = new AwsScope(time.GetUtcNow(), region.Length > 0 ? region : "us-east-1", "sts");
        return AskAsync(AwsCall.Signed(Endpoint(region), form, credentials, scope), cancellation);
    }

    /// <summary>Takes on a role with a token from another identity provider, such as Kubernetes.</summary>
    /// <exception cref="ClientSetupException">STS gave nothing, or the file cannot be read.</exception>
    public Task<AwsCredentials> AssumeRoleWithTokenAsync(
        RoleRequest role, string tokenFile, CancellationToken cancellation)
    {
        string token = SecretFile.ReadFile(tokenFile);
        List<(string, string)> form = [.. Begin("AssumeRoleWithWebIdentity", role), ("WebIdentityToken", token)];
        return AskAsync(AwsCall.Unsigned(Endpoint(place.FindRegion()), form) with { Secrets = [token] }, cancellation);
    }

    private static List<(string Name, string Value)> Begin(string action, RoleRequest role) =>
    [
        ("Action", action), ("Version", Version), ("RoleArn", role.Arn), ("RoleSessionName", role.SessionName),
        ("DurationSeconds", DurationSeconds),
    ];

    private async Task<AwsCredentials> AskAsync(HttpCall call, CancellationToken cancellation)
    {
        // Not told to the observer of the attempt: the answer is a secret.
        (HttpAnswer? answer, SendOutcome? failure) =
            await sender.SendAsync(call, NoSendObserver.Instance, cancellation);
        if (answer is null)
        {
            throw new ClientSetupException($"aws: STS cannot be reached: {failure!.Answer}");
        }

        var read = new AwsAnswer(answer.Body);
        return answer.IsSuccess
            ? AwsCredentials.Of("STS", read["AccessKeyId"], read["SecretAccessKey"], (read["SessionToken"], read["Expiration"]))
            : throw new ClientSetupException(
                $"aws: STS answered with status {answer.Code} {answer.Clean(read.Error)}".TrimEnd());
    }

    // https://docs.aws.amazon.com/general/latest/gr/sts.html
    private Uri Endpoint(string region)
    {
        string given = environment.Endpoint("STS");
        string name = place.UseFips ? "sts-fips" : "sts";
        string usual = region.Length == 0
            ? "https://sts.amazonaws.com"
            : $"https://{name}.{region}.{AwsEnvironment.Domain(region)}";
        return Uri.TryCreate(given.Length > 0 ? given : usual, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url!
            : throw new ClientSetupException("aws: the endpoint of STS is not an http or https URL");
    }
}
