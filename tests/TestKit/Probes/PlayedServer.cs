using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.TestKit.Probes;

/// <summary>A server on a free loopback port that does to each connection what the test says, however rude.</summary>
public sealed class PlayedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Stream, CancellationToken, Task> _play;
    private readonly List<Task> _plays = [];
    private readonly Task _serving;

    /// <summary>Starts one.</summary>
    /// <param name="play">What it does; the connection is closed behind it.</param>
    public PlayedServer(Func<Stream, CancellationToken, Task> play)
    {
        _play = play;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>A signal for each connection.</summary>
    public Arrivals<int> Connections { get; } = new();

    /// <summary>A server that says something at once and closes.</summary>
    public static PlayedServer Saying(string text) =>
        new((stream, cancellation) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancellation).AsTask());

    /// <summary>A server that says something at once and then nothing more, without closing.</summary>
    public static PlayedServer Hanging(string text = "") => new(async (stream, cancellation) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancellation);
        await WaitForEndAsync(stream, cancellation);
    });

    /// <summary>A server that speaks TLS and then does what the test says.</summary>
    public static PlayedServer Secured(X509Certificate2 certificate, Func<Stream, CancellationToken, Task> play) =>
        new(async (stream, cancellation) => await play(await SecureAsync(stream, certificate, cancellation), cancellation));

    /// <summary>Goes over to TLS.</summary>
    public static async Task<Stream> SecureAsync(Stream stream, X509Certificate2 certificate, CancellationToken cancellation)
    {
        var secured = new SslStream(stream);
        await secured.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellation);
        return secured;
    }

    /// <summary>Reads a line, its end included.</summary>
    public static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancellation)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, cancellation) > 0)
        {
            line.Append((char)one[0]);
            if (one[0] == '\n')
            {
                break;
            }
        }

        return line.ToString();
    }

    /// <summary>Reads until the other side closes.</summary>
    public static async Task WaitForEndAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] rest = new byte[4096];
        while (await stream.ReadAsync(rest, cancellation) > 0)
        {
            // What it says does not matter.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        await Task.WhenAll(_plays);
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Connections.Add(_plays.Count);
                _plays.Add(PlayAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task PlayAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using NetworkStream stream = client.GetStream();
                await _play(stream, _stopping.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException
                or System.Security.Authentication.AuthenticationException)
            {
                // The probe went away, which is what many tests want of it.
            }
        }
    }
}
