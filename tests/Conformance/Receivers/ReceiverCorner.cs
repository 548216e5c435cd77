using System.Net;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Receivers;

/// <summary>One of the two servers with vendors, a proxy and a mail server of its own.</summary>
internal sealed class ReceiverCorner : IAsyncDisposable
{
    private readonly VendorCertificate _certificate = new();
    private readonly string _folder = Repository.NewTemporaryFolder("receivers");
    private VendorProxy _proxy = null!;

    /// <summary>What it sends HTTP requests to.</summary>
    public VendorServer Vendors { get; private set; } = null!;

    /// <summary>What it sends mails to.</summary>
    public SmtpSink Mails { get; private set; } = null!;

    /// <summary>What it sends the mails to that want another login.</summary>
    public NodeMailServer OtherMails { get; private set; } = null!;

    /// <summary>The server.</summary>
    public AlertmanagerProcess Server { get; private set; } = null!;

    /// <summary>Starts everything.</summary>
    public static async Task<ReceiverCorner> StartAsync(Subject subject, string externalUrl)
    {
        var corner = new ReceiverCorner();
        corner.Vendors = await VendorServer.StartAsync(corner._certificate);
        corner._proxy = new VendorProxy(corner.Vendors);
        corner.Mails = await SmtpSink.StartAsync();
        string authority = Path.Combine(corner._folder, "ca.pem");
        await File.WriteAllTextAsync(authority, corner._certificate.Pem);
        string key = Path.Combine(corner._folder, "key.pem");
        await File.WriteAllTextAsync(key, corner._certificate.KeyPem);
        corner.OtherMails = await NodeMailServer.StartAsync(authority, key);
        string config = ReceiverConfigs.Compose(
            new Dictionary<string, string>(corner.OtherMails.Places)
            {
                ["sink"] = corner.Vendors.Url,
                ["host"] = new Uri(corner.Vendors.Url).Authority,
                ["secure"] = corner.Vendors.SecureUrl,
                ["proxy"] = corner._proxy.Url,
                ["proxy_host"] = new Uri(corner._proxy.Url).Authority,
                ["templates"] = Repository.Path("tests", "Conformance", "Receivers", "Configs", "*.tmpl"),
                ["ca"] = authority,
                ["smtp"] = $"localhost:{corner.Mails.Port}",
                ["smtp_ca"] = corner.Mails.CertificateFile,
            },
            corner._folder);
        corner.Server = await AlertmanagerProcess.StartAsync(new AlertmanagerOptions(subject, config)
        {
            WarmUp = true,
            Extra = ["--web.external-url", externalUrl, "--web.route-prefix", "/"],
        });
        return corner;
    }

    /// <summary>Posts alerts.</summary>
    public async Task PostAsync(string alerts) =>
        (await Server.Client.SendAsync(HttpMethod.Post, "api/v2/alerts", alerts)).Expect(HttpStatusCode.OK);

    /// <summary>How many messages have come.</summary>
    public int Count => Vendors.Requests.Count + Mails.Count + OtherMails.Count;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await OtherMails.DisposeAsync();
        await Mails.DisposeAsync();
        await _proxy.DisposeAsync();
        await Vendors.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
