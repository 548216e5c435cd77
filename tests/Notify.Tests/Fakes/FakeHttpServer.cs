using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace Tocsin.Notify.Tests.Fakes;

/// <summary>One request as it stood on the wire.</summary>
internal sealed record WireRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>
/// An HTTP/1.1 server on a free port that answers by script, down to cutting the connection. It is a plain socket, so
/// that tests see the bytes that a receiver sees.
/// </summary>
internal sealed class FakeHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<WireRequest> _requests = Channel.CreateUnbounded<WireRequest>();
    private readonly Channel<Func<WireRequest, string?>> _answers = Channel.CreateUnbounded<Func<WireRequest, string?>>();
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    public FakeHttpServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url(string path) => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}{path}";

    /// <summary>Asks for more of those who come by TLS, such as a certificate of their own.</summary>
    public Action<SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>Answers the next request with a status, more header lines and a body.</summary>
    public void Answer(int status, string body = "", params string[] headers) =>
        _answers.Writer.TryWrite(_ => Write(status, body, headers));

    /// <summary>Answers the next request with a status and all that was received, as a careless server does.</summary>
    public void Echo(int status, params string[] headers) => _answers.Writer.TryWrite(request => Write(
        status, $"{request.Line}\n{string.Join('\n', request.Headers)}\n{request.Body}", headers));

    /// <summary>Cuts the connection in place of an answer to the next request.</summary>
    public void Cut() => _answers.Writer.TryWrite(_ => null);

    public async Task<WireRequest> NextAsync()
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        return await _requests.Reader.ReadAsync(tooLong.Token);
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

    private static string Write(int status, string body, string[] headers)
    {
        string more = string.Concat(headers.Select(h => h + "\r\n"));
        int length = Encoding.UTF8.GetByteCount(body);
        return $"HTTP/1.1 {status} Scripted\r\nContent-Length: {length}\r\n{more}\r\n{body}";
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
            try
            {
                await using Stream stream = await SecureAsync(client.GetStream());
                while (await ReadAsync(stream) is { } request)
                {
                    _requests.Writer.TryWrite(request);
                    Func<WireRequest, string?> scripted = await _answers.Reader.ReadAsync(_stop.Token);
                    if (scripted(request) is not { } answer)
                    {
                        client.Client.LingerState = new LingerOption(true, 0);
                        return;
                    }

                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                }
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException
                or System.Security.Authentication.AuthenticationException)
            {
                // The client hung up or the test is over.
            }
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream plain)
    {
        if (_certificate is null)
        {
            return plain;
        }

        var options = new SslServerAuthenticationOptions { ServerCertificate = _certificate };
        Tls?.Invoke(options);
        var secured = new SslStream(plain);
        await secured.AuthenticateAsServerAsync(options, _stop.Token);
        return secured;
    }

    private async Task<WireRequest?> ReadAsync(Stream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        byte[] body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"))];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new WireRequest(lines[0], headers, Encoding.UTF8.GetString(body));
    }
}
