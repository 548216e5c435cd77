using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Tocsin.Conformance.Queries;
using Tocsin.Model.Compression;
using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Conformance.Scrape;

/// <summary>All samples of a server, stale markers included, which only remote read gives.</summary>
internal static class StoredSeries
{
    /// <summary>Reads the series of all jobs.</summary>
    public static async Task<IReadOnlyList<StoredLine>> ReadAsync(Uri root)
    {
        using var http = new HttpClient();
        byte[] matcher = Message(3, [.. Number(1, 2), .. Message(2, "job"u8), .. Message(3, ".+"u8)]);
        byte[] query = Message(1, [.. Number(1, 1), .. Number(2, 32503680000000), .. matcher]);
        using var content = new ByteArrayContent(PlainSnappy.Pack(query));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        using HttpResponseMessage response = await http.PostAsync(new Uri(root, "api/v1/read"), content);
        response.EnsureSuccessStatusCode();
        byte[] packed = await response.Content.ReadAsByteArrayAsync();
        Assert.True(SnappyBlock.TryReadLength(packed, out uint length, out _));
        byte[] message = new byte[length];
        Assert.True(SnappyBlock.TryDecode(packed, message));
        return Lines(message);
    }

    private static List<StoredLine> Lines(ReadOnlySpan<byte> message)
    {
        var lines = new List<StoredLine>();
        var response = new ProtoReader(message);
        while (response.TryNext())
        {
            var result = new ProtoReader(response.Bytes);
            while (result.TryNext())
            {
                lines.Add(Line(result.Bytes));
            }
        }

        return lines;
    }

    private static StoredLine Line(ReadOnlySpan<byte> series)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var samples = new List<(long, string)>();
        var field = new ProtoReader(series);
        while (field.TryNext())
        {
            string name = "";
            string value = "";
            double number = 0;
            long time = 0;
            var inner = new ProtoReader(field.Bytes);
            while (inner.TryNext())
            {
                if (field.Field == 1)
                {
                    name = inner.Field == 1 ? Encoding.UTF8.GetString(inner.Bytes) : name;
                    value = inner.Field == 2 ? Encoding.UTF8.GetString(inner.Bytes) : value;
                }
                else if (field.Field == 2)
                {
                    number = inner.Field == 1 ? inner.AsFloat : number;
                    time = inner.Field == 2 ? inner.AsSigned : time;
                }
            }

            if (field.Field == 1)
            {
                labels[name] = value;
            }
            else if (field.Field == 2)
            {
                samples.Add((time, Show(number)));
            }
        }

        return new StoredLine(labels["job"], string.Join(',', labels.Select(label => $"{label.Key}={label.Value}")), samples);
    }

    // Upstream's encoder leaves out a zero, whatever its sign.
    private static string Show(double number) => StaleMarker.Is(number)
        ? "stale"
        : number == 0 ? "0" : number.ToString("R", CultureInfo.InvariantCulture);

    private static byte[] Number(int field, long value) => [(byte)(field << 3), .. Varint((ulong)value)];

    private static byte[] Message(int field, ReadOnlySpan<byte> content) =>
        [(byte)((field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}

/// <summary>One series.</summary>
/// <param name="Job">Its job.</param>
/// <param name="Labels">Its labels, in order.</param>
/// <param name="Samples">Its samples.</param>
internal sealed record StoredLine(string Job, string Labels, IReadOnlyList<(long TimeMs, string Value)> Samples);
