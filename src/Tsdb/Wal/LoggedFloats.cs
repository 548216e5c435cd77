using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Wal;

/// <summary>The content of one record of floats; used again for the next one. Not thread-safe.</summary>
internal sealed class LoggedFloats
{
    private long[] _numbers = new long[2048];
    private long[] _times = new long[2048];
    private double[] _values = new double[2048];
    private int _count;

    /// <summary>The numbers of the series.</summary>
    public ReadOnlySpan<long> Numbers => _numbers.AsSpan(0, _count);

    /// <summary>The timestamps in Unix milliseconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, _count);

    /// <summary>The values.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _count);

    /// <summary>Reads a record.</summary>
    /// <exception cref="TsdbFormatException">It is damaged.</exception>
    public void Read(ReadOnlySpan<byte> payload)
    {
        var reader = new ChunkReader(payload);
        int count = reader.ReadCount(payload.Length);
        if (_numbers.Length < count)
        {
            (_numbers, _times, _values) = (new long[count], new long[count], new double[count]);
        }

        ReadOnlySpan<byte> rest = payload[reader.Position..];
        Sum(ref rest, _numbers.AsSpan(0, count));
        Sum(ref rest, _times.AsSpan(0, count));
        if (rest.Length < count * sizeof(double))
        {
            throw new TsdbFormatException($"{count} values are wanted and {rest.Length} bytes are left");
        }

        for (int i = 0; i < count; i++)
        {
            _values[i] = BinaryPrimitives.ReadDoubleLittleEndian(rest[(i * sizeof(double))..]);
        }

        _count = count;
    }

    // Nearly every difference takes one byte: the next series, the same time.
    private static void Sum(ref ReadOnlySpan<byte> bytes, Span<long> into)
    {
        long sum = 0;
        int at = 0;
        for (int i = 0; i < into.Length; i++)
        {
            sum += (uint)at < (uint)bytes.Length && bytes[at] < 0x80
                ? Zigzag.Decode(bytes[at++])
                : ReadLong(bytes, ref at);
            into[i] = sum;
        }

        bytes = bytes[at..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long ReadLong(ReadOnlySpan<byte> bytes, ref int at)
    {
        var reader = new ChunkReader(bytes[at..]);
        long value = reader.ReadZigzag();
        at += reader.Position;
        return value;
    }
}
