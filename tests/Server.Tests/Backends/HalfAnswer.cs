using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Server.Tests.Backends;

/// <summary>A server that promises a thousand bytes, sends a few and closes, in good order as far as TCP goes.</summary>
internal sealed class HalfAnswer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HalfAnswer(string type, string body)
    {
        _listener.Start();
        Url = $"http://{_listener.LocalEndpoint}";
        _ = ServeAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: 1000\r\n\r\n{body}");
    }

    public string Url { get; }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(string answer)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        byte[] request = new byte[1 << 16];
        int read = 0;
        while (!IsWhole(request.AsSpan(0, read)))
        {
            read += await stream.ReadAsync(request.AsMemory(read));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        client.Client.Shutdown(SocketShutdown.Send);

        // The client closes when it has seen the end.
        while (await stream.ReadAsync(request) > 0)
        {
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> request)
    {
        string text = Encoding.Latin1.GetString(request);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        string length = text[..end].Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return request.Length - end - 4 >= int.Parse(length[15..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
