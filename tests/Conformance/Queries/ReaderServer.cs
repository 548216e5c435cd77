using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Queries;

/// <summary>A real Prometheus without data of its own, which reads from another server whatever it is asked.</summary>
internal sealed class ReaderServer : IAsyncDisposable
{
    private const string Features = "promql-experimental-functions,promql-duration-expr,native-histograms";

    private readonly HttpSink? _between;
    private readonly HttpClient _http = new();
    private readonly Uri _source;
    private int _samples;
    private int _streams;
    private SeriesServer _server = null!;

    private ReaderServer(Uri source, HttpSink? between) => (_source, _between) = (source, between);

    public SeriesClient Client => _server.Client;

    /// <summary>How many answers of each type were handed on.</summary>
    public (int Samples, int Streams) Answers => (_samples, _streams);

    /// <summary>Starts one.</summary>
    /// <param name="source">The server to read from.</param>
    /// <param name="wantsSamples">
    /// True to have the requests say that only samples are taken: the real one always says that it takes chunks, so that
    /// its requests are rewritten on their way.
    /// </param>
    public static async Task<ReaderServer> StartAsync(SeriesServer source, bool wantsSamples)
    {
        ReaderServer? reader = null;
        HttpSink between = await HttpSink.StartAsync((received, http) => reader!.HandOnAsync(received, http, wantsSamples));
        reader = new ReaderServer(source.Client.Root, between);
        reader._server = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Prometheus)
        {
            Config = $"remote_read: [{{url: \"{between.Url}/api/v1/read\", read_recent: true}}]\n",
            Extra = ["--enable-feature", Features],
        });
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
        await _between!.DisposeAsync();
    }

    private async Task HandOnAsync(Received received, HttpContext http, bool wantsSamples)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_source, "api/v1/read"));
        request.Content = new ByteArrayContent(wantsSamples ? WithoutTypes(received.Bytes) : received.Bytes);
        request.Content.Headers.Add("Content-Encoding", "snappy");
        request.Content.Headers.Add("Content-Type", "application/x-protobuf");
        using HttpResponseMessage answer = await _http.SendAsync(request, http.RequestAborted);
        string type = answer.Content.Headers.ContentType?.ToString() ?? "";
        Interlocked.Add(ref _samples, type.StartsWith("application/x-protobuf", StringComparison.Ordinal) ? 1 : 0);
        Interlocked.Add(ref _streams, type.StartsWith("application/x-streamed-protobuf", StringComparison.Ordinal) ? 1 : 0);
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = type;
        if (answer.Content.Headers.ContentEncoding.Count > 0)
        {
            http.Response.Headers.ContentEncoding = string.Join(',', answer.Content.Headers.ContentEncoding);
        }

        await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    // Leaves out field 2 of the request, the types; what is left is packed again, as literals.
    private static byte[] WithoutTypes(byte[] body)
    {
        var request = new List<byte>();
        byte[] message = PlainSnappy.Unpack(body);
        for (int at = 0; at < message.Length;)
        {
            int start = at;
            ulong key = PlainSnappy.Varint(message, ref at);
            ulong number = PlainSnappy.Varint(message, ref at);
            at += (key & 7) == 2 ? (int)number : 0;
            request.AddRange(key >> 3 == 2 ? [] : message[start..at]);
        }

        return PlainSnappy.Pack([.. request]);
    }
}

/// <summary>Snappy's block format in the plainest way, apart from the program's own.</summary>
internal static class PlainSnappy
{
    public static byte[] Pack(byte[] bytes)
    {
        var packed = new List<byte>();
        for (uint length = (uint)bytes.Length; ; length >>= 7)
        {
            packed.Add((byte)(length >= 0x80 ? length | 0x80 : length));
            if (length < 0x80)
            {
                break;
            }
        }

        foreach (byte[] part in bytes.Chunk(60))
        {
            packed.Add((byte)((part.Length - 1) << 2));
            packed.AddRange(part);
        }

        return [.. packed];
    }

    public static byte[] Unpack(byte[] packed)
    {
        int at = 0;
        var bytes = new List<byte>((int)Varint(packed, ref at));
        while (at < packed.Length)
        {
            byte tag = packed[at++];
            int length = (tag >> 2) + 1;
            switch (tag & 3)
            {
                case 0:
                    int more = Math.Max(0, length - 60);
                    length = more == 0 ? length : 1 + Enumerable.Range(0, more).Sum(i => packed[at + i] << (8 * i));
                    at += more;
                    bytes.AddRange(packed[at..(at + length)]);
                    at += length;
                    break;
                case 1:
                    Copy(bytes, packed[at++] | ((tag >> 5) << 8), ((tag >> 2) & 7) + 4);
                    break;
                case 2:
                    Copy(bytes, BinaryPrimitives.ReadUInt16LittleEndian(packed.AsSpan(at)), length);
                    at += 2;
                    break;
                default:
                    Copy(bytes, (int)BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(at)), length);
                    at += 4;
                    break;
            }
        }

        return [.. bytes];
    }

    public static ulong Varint(byte[] bytes, ref int at)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    private static void Copy(List<byte> bytes, int offset, int length)
    {
        for (; length > 0; length--)
        {
            bytes.Add(bytes[^offset]);
        }
    }
}
