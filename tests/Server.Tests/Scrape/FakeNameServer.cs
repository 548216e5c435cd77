using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Server.Tests.Scrape;

/// <summary>A name server on loopback that answers each question with the same records; by UDP only a part of them.</summary>
internal sealed class FakeNameServer : IAsyncDisposable
{
    private readonly UdpClient _udp;
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<byte[], byte[]> _answer;
    private readonly bool _cutsUdp;
    private readonly Task _serving;

    public FakeNameServer(Func<byte[], byte[]> answer, bool cutsUdp = false)
    {
        (_answer, _cutsUdp) = (answer, cutsUdp);
        (_udp, _tcp) = Listen();
        _serving = Task.WhenAll(ServeUdpAsync(), ServeTcpAsync());
    }

    public IPEndPoint Address => (IPEndPoint)_udp.Client.LocalEndPoint!;

    public static byte[] Name(string name) =>
        [.. name.TrimEnd('.').Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];

    /// <summary>An answer: the question again, and records that point back to its name.</summary>
    public static byte[] Answer(byte[] question, byte type, params byte[][] records)
    {
        byte[] answer = [.. question];
        (answer[2], answer[7]) = (0x81, (byte)records.Length);
        return [.. answer, .. records.SelectMany(
            data => (byte[])[0xC0, 12, 0, type, 0, 1, 0, 0, 0, 30, (byte)(data.Length >> 8), (byte)data.Length, .. data])];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _udp.Dispose();
        _tcp.Dispose();
        _stopping.Dispose();
    }

    // A port that is free for one may be taken for the other.
    private static (UdpClient Udp, TcpListener Tcp) Listen()
    {
        for (int trial = 1; ; trial++)
        {
            var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            var tcp = new TcpListener((IPEndPoint)udp.Client.LocalEndPoint!);
            try
            {
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException) when (trial < 20)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    private async Task ServeUdpAsync()
    {
        try
        {
            while (true)
            {
                UdpReceiveResult asked = await _udp.ReceiveAsync(_stopping.Token);
                byte[] answer = _answer(asked.Buffer);
                if (_cutsUdp)
                {
                    answer = [.. asked.Buffer];
                    answer[2] = 0x83;
                }

                await _udp.SendAsync(answer, asked.RemoteEndPoint, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeTcpAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _tcp.AcceptTcpClientAsync(_stopping.Token);
                await using NetworkStream stream = client.GetStream();
                byte[] length = new byte[2];
                await stream.ReadExactlyAsync(length, _stopping.Token);
                byte[] question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(question, _stopping.Token);
                byte[] answer = _answer(question);
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                await stream.WriteAsync((byte[])[.. length, .. answer], _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
