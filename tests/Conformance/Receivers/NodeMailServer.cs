using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Receivers;

/// <summary>Nodemailer's SMTP server: logins by LOGIN and CRAM-MD5 behind STARTTLS, and TLS from the first byte.</summary>
internal sealed class NodeMailServer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);
    private readonly ChildProcess _child;

    private NodeMailServer(ChildProcess child) => _child = child;

    /// <summary>The addresses by what they stand for in a configuration.</summary>
    public IReadOnlyDictionary<string, string> Places { get; private set; } = new Dictionary<string, string>();

    /// <summary>How many mails have come.</summary>
    public int Count => _child.Lines.Snapshot().Count(IsMail);

    /// <summary>Every mail so far.</summary>
    public IReadOnlyList<JsonNode> Mails => [.. _child.Lines.Snapshot().Where(IsMail).Select(line => JsonNode.Parse(line)!)];

    /// <summary>Starts it; skips or fails the test where it is not installed.</summary>
    /// <param name="certificateFile">Its certificate.</param>
    /// <param name="keyFile">The certificate's key.</param>
    public static async Task<NodeMailServer> StartAsync(string certificateFile, string keyFile)
    {
        string script = Repository.Path("tests", "Conformance", "Receivers", "node_mail_server.cjs");
        var server = new NodeMailServer(
            ChildProcess.Start("node", [script, Needs.Modules("smtp-server"), certificateFile, keyFile]));
        string line = await server._child.Lines.FirstAsync(
            l => l.StartsWith("listening ", StringComparison.Ordinal), StartDeadline, "Nodemailer's SMTP server");
        string[] ports = line.Split(' ');
        server.Places = new Dictionary<string, string>
        {
            ["smtp_login"] = "localhost:" + ports[1],
            ["smtp_cram"] = "localhost:" + ports[2],
            ["smtp_implicit"] = "localhost:" + ports[3],
        };
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private static bool IsMail(string line) => line.StartsWith('{');
}
