using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Conformance.Receivers;

/// <summary>
/// A proxy that leads every CONNECT, whatever name it asks for, to one loopback port. So the vendors' real names can be
/// in a configuration and nothing leaves the machine.
/// </summary>
internal sealed class VendorProxy : IAsyncDisposable
{
    private const int HeadBytesMax = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly int _target;

    /// <summary>Starts it; <paramref name="target"/> is the port of the server that plays the vendors.</summary>
    public VendorProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its address for <c>proxy_url</c>.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
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
        using (client)
        {
            try
            {
                await TunnelAsync(client.GetStream());
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException)
            {
                // One of the two hung up or the test is over.
            }
        }
    }

    private async Task TunnelAsync(NetworkStream near)
    {
        string head = await ReadHeadAsync(near);
        if (!head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await near.WriteAsync("HTTP/1.1 405 Only CONNECT\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
            return;
        }

        using var onward = new TcpClient();
        await onward.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
        await near.WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray(), _stop.Token);
        NetworkStream far = onward.GetStream();

        // Whoever ends first ends both: what was asked has been answered by then.
        await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
    }

    private async Task<string> ReadHeadAsync(NetworkStream near)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (head.Length < HeadBytesMax && !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await near.ReadAsync(one, _stop.Token) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
