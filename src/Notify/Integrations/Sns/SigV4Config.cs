using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Sns;

/// <summary>How AWS requests are signed: <c>sigv4</c>. What is empty comes from the default chain of credentials.</summary>
public sealed record SigV4Config
{
    /// <summary>The region.</summary>
    public string Region { get; init; } = "";

    /// <summary>The access key.</summary>
    public string AccessKey { get; init; } = "";

    /// <summary>The secret key.</summary>
    public Secret SecretKey { get; init; }

    /// <summary>The profile.</summary>
    public string Profile { get; init; } = "";

    /// <summary>The role to take on.</summary>
    public string RoleArn { get; init; } = "";

    /// <summary>The external id for taking on the role.</summary>
    public string ExternalId { get; init; } = "";

    /// <summary>Use the FIPS endpoint of STS.</summary>
    public bool UseFipsStsEndpoint { get; init; }

    /// <summary>The service to sign for.</summary>
    public string ServiceName { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SigV4Config> Schema { get; } = new YamlSchema<SigV4Config>("sigv4.SigV4Config", new())
        .Optional("region", YamlTypes.Text, c => c.Region, (c, v) => c with { Region = v })
        .Optional("access_key", YamlTypes.Text, c => c.AccessKey, (c, v) => c with { AccessKey = v })
        .Optional("secret_key", ConfigTypes.Secret, c => c.SecretKey, (c, v) => c with { SecretKey = v })
        .Optional("profile", YamlTypes.Text, c => c.Profile, (c, v) => c with { Profile = v })
        .Optional("role_arn", YamlTypes.Text, c => c.RoleArn, (c, v) => c with { RoleArn = v })
        .Optional("external_id", YamlTypes.Text, c => c.ExternalId, (c, v) => c with { ExternalId = v })
        .Optional("use_fips_sts_endpoint", YamlTypes.Flag, c => c.UseFipsStsEndpoint,
            (c, v) => c with { UseFipsStsEndpoint = v })
        .Optional("service_name", YamlTypes.Text, c => c.ServiceName, (c, v) => c with { ServiceName = v })
        .Rule(Check);

    private static SigV4Config Check(SigV4Config c, YamlRules rules)
    {
        if ((c.AccessKey.Length == 0) != c.SecretKey.IsEmpty)
        {
            rules.Fail("must provide a AWS SigV4 Access key and Secret Key if credentials are specified in the SigV4 config");
        }

        if (c.ExternalId.Length > 0 && c.RoleArn.Length == 0)
        {
            rules.Fail("external_id can only be used with role_arn", "external_id");
        }

        return c;
    }
}
