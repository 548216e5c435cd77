using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace Tocsin.Notify.Tests.Fakes;

/// <summary>What one connection to the fake mail server was like.</summary>
internal sealed record SmtpSession(IReadOnlyList<string> Commands, string Content, bool WasSecure);

/// <summary>A mail server on a free port whose replies a test can replace, command by command.</summary>
internal sealed class FakeSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<SmtpSession> _sessions = Channel.CreateUnbounded<SmtpSession>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public FakeSmtpServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What EHLO offers, besides the name.</summary>
    public List<string> Extensions { get; } = ["8BITMIME"];

    /// <summary>In place of a reply: keep silent.</summary>
    public const string Silence = "(silence)";

    /// <summary>Replies in place of the ordinary ones, by the beginning of the command; null cuts the connection.</summary>
    public Dictionary<string, string?> Replies { get; } = [];

    public TaskCompletionSource KeptSilent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public X509Certificate2 Certificate { get; set; } = Certificates.Server;

    public bool IsImplicitTls { get; set; }

    /// <summary>The last connection that ended.</summary>
    public async Task<SmtpSession> NextAsync()
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        return await _sessions.Reader.ReadAsync(tooLong.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_accepting.IsCompleted)
        {
            await _stop.CancelAsync();
            await _accepting;
            _listener.Stop();
            _stop.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var talk = new Talk(this, client.GetStream());
            try
            {
                await talk.RunAsync(_stop.Token);
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException
                or System.Security.Authentication.AuthenticationException)
            {
                // The client hung up or the test is over.
            }

            _sessions.Writer.TryWrite(talk.ToSession());
        }
    }

    private sealed class Talk(FakeSmtpServer server, Stream stream)
    {
        private readonly List<string> _commands = [];
        private Stream _stream = stream;
        private string _content = "";

        public SmtpSession ToSession() => new(_commands, _content, _stream is SslStream);

        public async Task RunAsync(CancellationToken stop)
        {
            if (server.IsImplicitTls)
            {
                await SecureAsync();
            }

            await ReplyAsync("", "220 fake ready", stop);
            while (await ReadLineAsync(stop) is { } command)
            {
                _commands.Add(command);
                if (!await HandleAsync(command, stop))
                {
                    return;
                }
            }
        }

        private async Task<bool> HandleAsync(string command, CancellationToken stop)
        {
            string verb = command.Split(' ')[0].ToUpperInvariant();
            string ordinary = verb switch
            {
                "EHLO" => Hello(),
                "STARTTLS" => "220 go ahead",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            if (!await ReplyAsync(command, ordinary, stop))
            {
                return false;
            }

            if (verb == "STARTTLS")
            {
                await SecureAsync();
            }
            else if (verb == "DATA")
            {
                var content = new StringBuilder();
                while (await ReadLineAsync(stop) is { } line && line != ".")
                {
                    content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
                }

                _content = content.ToString();
                return await ReplyAsync("(content)", "250 queued as 1", stop);
            }

            return verb != "QUIT";
        }

        private string Hello()
        {
            string[] lines = ["fake", .. server.Extensions];
            return string.Join("\r\n", lines.Select((l, i) => (i == lines.Length - 1 ? "250 " : "250-") + l));
        }

        private async Task<bool> ReplyAsync(string command, string ordinary, CancellationToken stop)
        {
            foreach ((string start, string? reply) in server.Replies)
            {
                if (command.StartsWith(start, StringComparison.OrdinalIgnoreCase) && start.Length > 0)
                {
                    if (reply is null)
                    {
                        return false;
                    }

                    ordinary = reply;
                }
            }

            if (ordinary == Silence)
            {
                server.KeptSilent.TrySetResult();
                return true;
            }

            await _stream.WriteAsync(Encoding.UTF8.GetBytes(ordinary + "\r\n"), stop);
            return true;
        }

        private async Task SecureAsync()
        {
            var secured = new SslStream(_stream);
            await secured.AuthenticateAsServerAsync(server.Certificate);
            _stream = secured;
        }

        private async Task<string?> ReadLineAsync(CancellationToken stop)
        {
            List<byte> line = [];
            byte[] one = new byte[1];
            while (await _stream.ReadAsync(one, stop) == 1)
            {
                line.Add(one[0]);
                if (one[0] == '\n')
                {
                    return Encoding.UTF8.GetString([.. line]).TrimEnd('\r', '\n');
                }
            }

            return null;
        }
    }
}
