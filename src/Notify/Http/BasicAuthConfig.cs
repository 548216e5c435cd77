using Tocsin.Yaml;

namespace Tocsin.Notify.Http;

/// <summary>HTTP basic authentication: <c>basic_auth</c>.</summary>
public sealed record BasicAuthConfig
{
    /// <summary>The user's name.</summary>
    public string Username { get; init; } = "";

    /// <summary>A file with the user's name, read at each request.</summary>
    public string UsernameFile { get; init; } = "";

    /// <summary>The name of the user's name in a secret manager.</summary>
    public string UsernameRef { get; init; } = "";

    /// <summary>The password.</summary>
    public Secret Password { get; init; }

    /// <summary>A file with the password, read at each request.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>The name of the password in a secret manager.</summary>
    public string PasswordRef { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<BasicAuthConfig> Schema { get; } = new YamlSchema<BasicAuthConfig>("config.BasicAuth", new())
        .Optional("username", YamlTypes.Text, c => c.Username, (c, v) => c with { Username = v })
        .Optional("username_file", YamlTypes.Text, c => c.UsernameFile, (c, v) => c with { UsernameFile = v })
        .Optional("username_ref", YamlTypes.Text, c => c.UsernameRef, (c, v) => c with { UsernameRef = v })
        .Optional("password", ConfigTypes.Secret, c => c.Password, (c, v) => c with { Password = v })
        .Optional("password_file", YamlTypes.Text, c => c.PasswordFile, (c, v) => c with { PasswordFile = v })
        .Optional("password_ref", YamlTypes.Text, c => c.PasswordRef, (c, v) => c with { PasswordRef = v });
}
