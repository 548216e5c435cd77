using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Conformance.Receivers;

/// <summary>
/// A proxy that leads every request, whatever name it is for, to the server that plays the vendors: tunnels to its HTTPS,
/// others to its HTTP. So the vendors' real names can be in a configuration and nothing leaves the machine.
/// </summary>
internal sealed class VendorProxy : IAsyncDisposable
{
    private const int HeadBytesMax = 16 * 1024;

    private static ReadOnlySpan<byte> Challenge =>
        "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"x\"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly int _plainPort;
    private readonly int _securePort;
    private readonly Action<string> _onTunnel;

    /// <summary>Starts it.</summary>
    /// <param name="vendors">Where everything leads, and where tunnels are recorded as requests too.</param>
    public VendorProxy(VendorServer vendors)
    {
        _plainPort = new Uri(vendors.Url).Port;
        _securePort = new Uri(vendors.SecureUrl).Port;
        _onTunnel = head => vendors.Requests.Add(VendorRequest.OfTunnel(head));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What was asked of it: the line and the headers of each request, tunnels and others.</summary>
    public ConcurrentQueue<string> Heads { get; } = [];

    /// <summary>True to refuse every request with its own headers.</summary>
    public bool Refuses { get; set; }

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
        Heads.Enqueue(head);
        if (Refuses)
        {
            string reason = head.ReplaceLineEndings(" ");
            await near.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 407 {reason}\r\nContent-Length: 0\r\n\r\n"), _stop.Token);
            return;
        }

        // Only who names a user is asked for a password, as only they have one.
        if (head.Contains(": webhook-proxied", StringComparison.Ordinal)
            && !head.Contains("Proxy-Authorization", StringComparison.Ordinal))
        {
            await near.WriteAsync(Challenge.ToArray(), _stop.Token);
            return;
        }

        bool isTunnel = head.StartsWith("CONNECT ", StringComparison.Ordinal);
        using var onward = new TcpClient();
        await onward.ConnectAsync(IPAddress.Loopback, isTunnel ? _securePort : _plainPort, _stop.Token);
        NetworkStream far = onward.GetStream();
        if (isTunnel)
        {
            await near.WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray(), _stop.Token);
            _onTunnel(head);
        }
        else
        {
            await far.WriteAsync(Encoding.Latin1.GetBytes(head), _stop.Token);
        }

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
