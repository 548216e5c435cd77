using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.TestKit.Probes;

/// <summary>A name server on one free loopback port, by UDP and TCP, that answers what the test says.</summary>
public sealed class PlayedNames : IAsyncDisposable
{
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly PlayedServer _tcp;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<byte[], byte[]?> _answer;
    private readonly Task _serving;

    /// <summary>Starts one.</summary>
    /// <param name="answer">The answer to a question; null for none.</param>
    public PlayedNames(Func<byte[], byte[]?> answer)
    {
        _answer = answer;
        _tcp = new PlayedServer(ServeStreamAsync);
        _serving = ServeAsync();
    }

    /// <summary>Where it listens by UDP.</summary>
    public IPEndPoint Udp => (IPEndPoint)_udp.Client.LocalEndPoint!;

    /// <summary>Where it listens by TCP.</summary>
    public IPEndPoint Tcp => _tcp.Address;

    /// <summary>A name as messages have it.</summary>
    public static byte[] Name(string name) =>
        [.. name.TrimEnd('.').Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];

    /// <summary>A record whose name is that of the question.</summary>
    public static byte[] Record(ushort type, uint ttl, params byte[] data)
    {
        byte[] record = [0xC0, 12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. data];
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(2), type);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(6), ttl);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(10), (ushort)data.Length);
        return record;
    }

    /// <summary>An answer: the question again, a code, and records of the three sections.</summary>
    public static byte[] Answer(byte[] question, int code, params byte[][][] sections)
    {
        byte[] head = [.. question];
        head[2] |= 0x80;
        head[3] = (byte)(0x80 | code);
        for (int i = 0; i < 3; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(6 + (2 * i)), (ushort)(i < sections.Length ? sections[i].Length : 0));
        }

        return [.. head, .. sections.SelectMany(section => section.SelectMany(record => record))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        await _tcp.DisposeAsync();
        _udp.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                UdpReceiveResult asked = await _udp.ReceiveAsync(_stopping.Token);
                if (_answer(asked.Buffer) is { } answer)
                {
                    await _udp.SendAsync(answer, asked.RemoteEndPoint, _stopping.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeStreamAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellation);
        byte[] question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(question, cancellation);
        if (_answer(question) is { } answer)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
            await stream.WriteAsync((byte[])[.. length, .. answer], cancellation);
        }

        await PlayedServer.WaitForEndAsync(stream, cancellation);
    }
}
