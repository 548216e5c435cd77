using Tocsin.Yaml;

namespace Tocsin.Notify.Http;

/// <summary>An <c>Authorization</c> header: <c>authorization</c>.</summary>
public sealed record AuthorizationConfig
{
    /// <summary>The scheme; <c>Bearer</c> unless given.</summary>
    public string Type { get; init; } = "";

    /// <summary>The credentials.</summary>
    public Secret Credentials { get; init; }

    /// <summary>A file with the credentials, read at each request.</summary>
    public string CredentialsFile { get; init; } = "";

    /// <summary>The name of the credentials in a secret manager.</summary>
    public string CredentialsRef { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<AuthorizationConfig> Schema { get; } =
        new YamlSchema<AuthorizationConfig>("config.Authorization", new())
            .Optional("type", YamlTypes.Text, c => c.Type, (c, v) => c with { Type = v })
            .Optional("credentials", ConfigTypes.Secret, c => c.Credentials, (c, v) => c with { Credentials = v })
            .Optional("credentials_file", YamlTypes.Text, c => c.CredentialsFile, (c, v) => c with { CredentialsFile = v })
            .Optional("credentials_ref", YamlTypes.Text, c => c.CredentialsRef, (c, v) => c with { CredentialsRef = v })
            .WithoutUnmarshaler();
}
