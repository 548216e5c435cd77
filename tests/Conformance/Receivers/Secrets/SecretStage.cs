using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Receivers.Secrets;

/// <summary>Tocsin with every kind of receiver and every secret that they can have, and the servers that it tells.</summary>
internal sealed partial class SecretStage : IAsyncDisposable
{
    private readonly VendorCertificate _certificate = new();
    private readonly string _folder = Repository.NewTemporaryFolder("secrets");

    /// <summary>Whom it tells.</summary>
    public VendorServer Vendors { get; private set; } = null!;

    /// <summary>Whom it mails.</summary>
    public EchoMailServer Mails { get; } = new();

    /// <summary>What leads to the vendors whose names are fixed.</summary>
    public VendorProxy Proxy { get; private set; } = null!;

    /// <summary>The server.</summary>
    public AlertmanagerProcess Server { get; private set; } = null!;

    /// <summary>Every secret of the configuration and its files.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    /// <summary>Starts everything.</summary>
    public static async Task<SecretStage> StartAsync()
    {
        var stage = new SecretStage();
        stage.Vendors = await VendorServer.StartAsync(stage._certificate);
        stage.Proxy = new VendorProxy(stage.Vendors);
        string text = await File.ReadAllTextAsync(
            Repository.Path("tests", "Conformance", "Receivers", "Secrets", "secrets.yml"));
        stage.Secrets = [.. Secret().Matches(text).Select(m => m.Value).Where(s => s != Leaks.Mark).Distinct()];
        string authority = Path.Combine(stage._folder, "ca.pem");
        await File.WriteAllTextAsync(authority, stage._certificate.Pem);
        string config = ReceiverConfigs.Expand(
            text,
            new Dictionary<string, string>
            {
                ["sink"] = stage.Vendors.Url,
                ["host"] = new Uri(stage.Vendors.Url).Authority,
                ["secure"] = stage.Vendors.SecureUrl,
                ["proxy"] = stage.Proxy.Url,
                ["proxy_host"] = new Uri(stage.Proxy.Url).Authority,
                ["ca"] = authority,
                ["smtp"] = $"127.0.0.1:{stage.Mails.Port}",
            },
            stage._folder);
        stage.Server = await AlertmanagerProcess.StartAsync(
            new AlertmanagerOptions(Subject.Tocsin, config) { WarmUp = true, LogLevel = "debug" });
        return stage;
    }

    /// <summary>All that was sent to anybody.</summary>
    public string Sent() =>
        string.Join('\n', [.. Vendors.Requests.Snapshot().Select(r => r.Everything), .. Mails.Lines, .. Proxy.Heads]);

    /// <summary>The body of an answer, whatever its status.</summary>
    public async Task<string> AskAsync(HttpMethod method, string path, string? body = null) =>
        (await Server.Client.SendAsync(method, path, body)).Body;

    /// <summary>Configurations that are wrong where a secret stands.</summary>
    public static IEnumerable<string> WrongConfigs()
    {
        foreach (string wrong in (string[])
            [
                "slack_configs: [{api_url: 'ftp://s3cr3t-wrong-scheme', channel: x}]",
                "slack_configs: [{api_url: 's3cr3t-no-url', channel: x}]",
                "slack_configs: [{app_token: [s3cr3t-list], channel: x}]",
                "webhook_configs: [{url: 'http://x/{{ s3cr3t-syntax'}]",
                "webhook_configs: [{url: {s3cr3t-map: 1}}]",
                "webhook_configs: [{url: 'http://s3cr3t-port:port/'}]",
                "discord_configs: [{webhook_url: 'http://x/ s3cr3t-blank \\u0000'}]",
                "pagerduty_configs: [{routing_key: '{{ template \"s3cr3t-name\" . }}'}]",
                "opsgenie_configs: [{api_key: 's3cr3t-unclosed}]",
                "webhook_configs: [{url: 'http://x/', http_config: {basic_auth: {password: s3cr3t-two, password_file: x}}}]",
                "webhook_configs: [{url: 'http://x/', http_config: {proxy_url: 'ftp://ann:s3cr3t-proxy@x:y'}}]",
            ])
        {
            yield return $"route: {{receiver: wrong}}\nreceivers:\n- name: wrong\n  {wrong}\n";
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Mails.DisposeAsync();
        await Proxy.DisposeAsync();
        await Vendors.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("s3cr3t-[a-z0-9-]*(?<=[a-z0-9])(?=$|[^a-z0-9-{])", RegexOptions.Multiline)]
    private static partial Regex Secret();
}
