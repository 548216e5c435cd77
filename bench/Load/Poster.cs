using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Load;

/// <summary>
/// One connection that posts requests made beforehand. Plain sockets, for the load shares the machine's processors with the
/// server: the framework's client took as much of them as the server did.
/// </summary>
internal sealed class Poster : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[64 * 1024];

    /// <summary>Connects.</summary>
    public Poster(Uri root) => _socket.Connect(root.Host, root.Port);

    /// <summary>The whole request that posts this body.</summary>
    public static byte[] Request(Uri root, string path, byte[] body)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"POST {new Uri(root, path).PathAndQuery} HTTP/1.1\r\n"
            + $"Host: {root.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>Sends one request and waits for the whole answer.</summary>
    /// <exception cref="InvalidOperationException">The answer is no 200, or none that this understands.</exception>
    public void Post(byte[] request)
    {
        for (int sent = 0; sent < request.Length;)
        {
            sent += _socket.Send(request.AsSpan(sent));
        }

        int length = 0;
        while (true)
        {
            int read = _socket.Receive(_answer.AsSpan(length));
            length += read;
            if (read == 0 || length == _answer.Length)
            {
                throw new InvalidOperationException("the server cut the connection, or its answer is too long");
            }

            if (IsWhole(_answer.AsSpan(0, length)))
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        int head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        if (!answer.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
        }

        // An answer whose length is not known beforehand comes in pieces, the last of which is empty.
        if (answer[..head].IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0)
        {
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        ReadOnlySpan<byte> label = "\r\nContent-Length: "u8;
        int at = answer[..head].IndexOf(label);
        ReadOnlySpan<byte> number = at < 0 ? default : answer[(at + label.Length)..];
        if (!System.Buffers.Text.Utf8Parser.TryParse(number, out int bytes, out _))
        {
            throw new InvalidOperationException($"an answer without a length: {Encoding.UTF8.GetString(answer)}");
        }

        return answer.Length == head + 4 + bytes;
    }
}
