using System.Collections.Frozen;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Email;

/// <summary>A mail: <c>email_configs</c>.</summary>
public sealed record EmailConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "email";

    /// <summary>Upstream's defaults: resolved alerts are not told.</summary>
    public EmailConfig() => SendResolved = false;

    /// <summary>The addresses, a template; required.</summary>
    public string To { get; init; } = "";

    /// <summary>The sender, a template; never empty once loaded.</summary>
    public string From { get; init; } = "";

    /// <summary>The name to greet the server with.</summary>
    public string Hello { get; init; } = "";

    /// <summary>The mail server; never empty once loaded.</summary>
    public HostPort Smarthost { get; init; }

    /// <summary>The user's name; empty for no authentication.</summary>
    public string AuthUsername { get; init; } = "";

    /// <summary>The password for PLAIN and LOGIN.</summary>
    public Secret AuthPassword { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string AuthPasswordFile { get; init; } = "";

    /// <summary>The secret for CRAM-MD5.</summary>
    public Secret AuthSecret { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string AuthSecretFile { get; init; } = "";

    /// <summary>The identity for PLAIN; the user's name if empty.</summary>
    public string AuthIdentity { get; init; } = "";

    /// <summary>Headers by their canonical names; values are templates. From, To and Subject are filled in at sending.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The HTML part, an HTML template; empty for none.</summary>
    public string Html { get; init; } = "{{ template \"email.default.html\" . }}";

    /// <summary>The text part, a template; empty for none.</summary>
    public string Text { get; init; } = "";

    /// <summary>Refuse to send without TLS; never null once loaded.</summary>
    public bool? RequireTls { get; init; }

    /// <summary>TLS towards the mail server; never null once loaded.</summary>
    public TlsConfig? TlsConfig { get; init; }

    /// <summary>TLS from the first byte; null decides by the port (465).</summary>
    public bool? ForceImplicitTls { get; init; }

    /// <summary>How mails of one group are threaded.</summary>
    public EmailThreadingConfig Threading { get; init; } = new();

    /// <summary>As written: Tocsin's own key. Once loaded it is the header Subject, and this is empty.</summary>
    public string Subject { get; init; } = "";

    /// <summary>As written: Tocsin's own key. Once loaded it is <see cref="Text"/>, and this is empty.</summary>
    public string Body { get; init; } = "";

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new EmailNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<EmailConfig> Schema { get; } = new YamlSchema<EmailConfig>("config.EmailConfig", new())
        .Include(AddKeys)
        .Optional("to", YamlTypes.Text, c => c.To, (c, v) => c with { To = v })
        .Optional("from", YamlTypes.Text, c => c.From, (c, v) => c with { From = v })
        .Optional("hello", YamlTypes.Text, c => c.Hello, (c, v) => c with { Hello = v })
        .Optional("smarthost", ConfigTypes.Address, c => c.Smarthost, (c, v) => c with { Smarthost = v })
        .Optional("auth_username", YamlTypes.Text, c => c.AuthUsername, (c, v) => c with { AuthUsername = v })
        .Optional("auth_password", ConfigTypes.Secret, c => c.AuthPassword, (c, v) => c with { AuthPassword = v })
        .Optional("auth_password_file", YamlTypes.Text, c => c.AuthPasswordFile,
            (c, v) => c with { AuthPasswordFile = v })
        .Optional("auth_secret", ConfigTypes.Secret, c => c.AuthSecret, (c, v) => c with { AuthSecret = v })
        .Optional("auth_secret_file", YamlTypes.Text, c => c.AuthSecretFile, (c, v) => c with { AuthSecretFile = v })
        .Optional("auth_identity", YamlTypes.Text, c => c.AuthIdentity, (c, v) => c with { AuthIdentity = v })
        .Optional("headers", YamlTypes.MapOf(YamlTypes.Text), c => c.Headers, (c, v) => c with { Headers = v })
        .Optional("html", YamlTypes.Text, c => c.Html, (c, v) => c with { Html = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Optional("require_tls", YamlTypes.Flag.OrUnset(), c => c.RequireTls, (c, v) => c with { RequireTls = v })
        .Optional("tls_config", TlsConfig.Schema.OrNull(), c => c.TlsConfig, (c, v) => c with { TlsConfig = v })
        .Optional("force_implicit_tls", YamlTypes.Flag.OrUnset(), c => c.ForceImplicitTls,
            (c, v) => c with { ForceImplicitTls = v })
        .Optional("threading", EmailThreadingConfig.Schema, c => c.Threading, (c, v) => c with { Threading = v })
        .Extension("subject", YamlTypes.Text, c => c.Subject, (c, v) => c with { Subject = v })
        .Extension("body", YamlTypes.Text, c => c.Body, (c, v) => c with { Body = v })
        .Rule(EmailRules.Complete);
}
