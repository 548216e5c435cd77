namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>What the environment says about AWS. Reads a variable each time it is asked.</summary>
/// <param name="read">Reads a variable; null or empty if it is not set.</param>
// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
internal sealed class AwsEnvironment(Func<string, string?> read)
{
    /// <summary>The variable; empty if it is not set.</summary>
    public string this[string name] => read(name) ?? "";

    /// <summary>The profile that the environment names; empty if it names none.</summary>
    public string Profile => this["AWS_PROFILE"];

    /// <summary>The profile to take: the configured one, the environment's, or the default one.</summary>
    public string ProfileOr(string configured) => First(configured, First(Profile, "default"));

    /// <summary>The region to take if the configuration names none; empty if there is none.</summary>
    public string Region => First(this["AWS_REGION"], this["AWS_DEFAULT_REGION"]);

    /// <summary>The file with keys.</summary>
    public string CredentialsFile => First(this["AWS_SHARED_CREDENTIALS_FILE"], InHome("credentials"));

    /// <summary>The file with everything else, and perhaps keys.</summary>
    public string ConfigFile => First(this["AWS_CONFIG_FILE"], InHome("config"));

    /// <summary>The place to reach a service at, if it is not the usual one; empty if it is.</summary>
    public string Endpoint(string service) => First(this["AWS_ENDPOINT_URL_" + service], this["AWS_ENDPOINT_URL"]);

    /// <summary>The domain of a region's services.</summary>
    // https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
    public static string Domain(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn"
        : region.StartsWith("us-iso-", StringComparison.Ordinal) ? "c2s.ic.gov"
        : region.StartsWith("us-isob-", StringComparison.Ordinal) ? "sc2s.sgov.gov"
        : region.StartsWith("eusc-", StringComparison.Ordinal) ? "amazonaws.eu"
        : "amazonaws.com";

    private static string First(string one, string other) => one.Length > 0 ? one : other;

    private string InHome(string file) => this["HOME"] is { Length: > 0 } home ? $"{home}/.aws/{file}" : "";
}
