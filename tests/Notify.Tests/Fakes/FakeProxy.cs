using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Notify.Tests.Fakes;

/// <summary>A proxy on a free port, by CONNECT and by SOCKS 5, whose tunnels all lead to one server here.</summary>
internal sealed class FakeProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _server;
    private readonly Task _accepting;

    public FakeProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it was asked for, <c>CONNECT hooks.test:443</c> or <c>SOCKS hooks.test:443</c>.</summary>
    public List<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
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
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await using Stream near = client.GetStream();
                byte first = (await ReadAsync(near, 1))[0];
                await (first == 5 ? AnswerSocksAsync(near) : AnswerConnectAsync(near, (char)first));
                await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
                await using Stream far = server.GetStream();
                await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException)
            {
                // One side hung up or the test is over.
            }
        }
    }

    private async Task AnswerConnectAsync(Stream stream, char first)
    {
        var head = new StringBuilder().Append(first);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(stream, 1))[0]);
        }

        string[] words = head.ToString().Split(' ');
        Asked.Add($"{words[0]} {words[1]}");
        await stream.WriteAsync("HTTP/1.1 200 fine\r\n\r\n"u8.ToArray(), _stop.Token);
    }

    // RFC 1928: the methods, then a request that names a host.
    private async Task AnswerSocksAsync(Stream stream)
    {
        await ReadAsync(stream, (await ReadAsync(stream, 1))[0]);
        await stream.WriteAsync(new byte[] { 5, 0 }, _stop.Token);
        byte[] request = await ReadAsync(stream, 4);
        string host = request[3] == 3
            ? Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]))
            : new IPAddress(await ReadAsync(stream, request[3] == 1 ? 4 : 16)).ToString();
        Asked.Add($"SOCKS {host}:{BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(stream, 2))}");
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, _stop.Token);
    }

    private async Task<byte[]> ReadAsync(Stream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }
}
