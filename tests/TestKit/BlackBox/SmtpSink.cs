using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Tocsin.TestKit.BlackBox;

/// <summary>A real SMTP server, written by others, that wants STARTTLS and a password and records its mails.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);
    private readonly ChildProcess _child;
    private readonly string _folder;

    private SmtpSink(ChildProcess child, string folder)
    {
        _child = child;
        _folder = folder;
    }

    /// <summary>Its port on the loopback address.</summary>
    public int Port { get; private set; }

    /// <summary>The certificate that a client must trust; it is for <c>localhost</c>.</summary>
    public string CertificateFile => Path.Combine(_folder, "certificate.pem");

    /// <summary>How many mails have come.</summary>
    public int Count => _child.Lines.Snapshot().Count(IsMail);

    /// <summary>Every mail so far.</summary>
    public IReadOnlyList<JsonNode> Mails =>
        [.. _child.Lines.Snapshot().Where(IsMail).Select(line => JsonNode.Parse(line)!)];

    /// <summary>Starts the server; skips or fails the test where it is not installed.</summary>
    public static async Task<SmtpSink> StartAsync()
    {
        const string Python = "/usr/bin/python3";
        Needs.Present(Python, "Python");
        if ((await ChildProcess.RunAsync(Python, "-c", "import aiosmtpd")).ExitCode != 0)
        {
            throw Needs.Missing("python3-aiosmtpd is not installed; run eng/install-test-needs");
        }

        string folder = Repository.NewTemporaryFolder("smtp");
        string key = Path.Combine(folder, "key.pem");
        string certificate = Path.Combine(folder, "certificate.pem");
        WriteCertificate(certificate, key);
        string script = Repository.Path("tests", "TestKit", "BlackBox", "smtp_sink.py");
        var sink = new SmtpSink(ChildProcess.Start(Python, [script, certificate, key]), folder);
        string line = await sink._child.Lines.FirstAsync(IsListening, StartDeadline, "the SMTP server");
        sink.Port = int.Parse(line.AsSpan(line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        return sink;
    }

    /// <summary>Waits until these addresses have been written to.</summary>
    public Task WhenWrittenToAsync(IEnumerable<string> addresses, TimeSpan within) => _child.Lines.WhenAsync(
        lines => addresses.All(a => lines.Any(l => IsMail(l) && l.Contains($"\"{a}\"", StringComparison.Ordinal))),
        within,
        $"mails to {string.Join(", ", addresses)}");

    /// <summary>The mails to one address.</summary>
    public IReadOnlyList<JsonNode> To(string address) =>
        [.. Mails.Where(m => m["to"]!.AsArray().Any(to => (string)to! == address))];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsListening(string line) => line.StartsWith("listening ", StringComparison.Ordinal);

    private static bool IsMail(string line) => line.StartsWith('{');

    private static void WriteCertificate(string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }
}
