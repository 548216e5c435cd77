using System.Buffers.Binary;
using Tocsin.Model.Checksums;
using Tocsin.Model.Labels;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>Reads an answer of type <see cref="ReadAnswerType.Chunks"/> while it comes.</summary>
// Source: Prometheus storage/remote, ChunkedReader. A series that is large has several frames, one after the other.
public sealed class ChunkStream(Stream body, int frameBytesMax, ReadMeter meter)
{
    private readonly List<ReadSeries> _result = [];
    private readonly SeriesMessage _reading = new(meter);
    private byte[] _frame = new byte[64 * 1024];

    /// <summary>Reads the series of an answer to one query.</summary>
    /// <exception cref="ReadDamageException">It is no such answer.</exception>
    /// <exception cref="IOException">It ended early.</exception>
    public async Task<List<ReadSeries>> ReadAsync(CancellationToken cancellation)
    {
        while (await ReadLengthAsync(cancellation).ConfigureAwait(false) is { } length)
        {
            await FillAsync(length + sizeof(uint), cancellation).ConfigureAwait(false);
            Take(_frame.AsSpan(0, length + sizeof(uint)));
        }

        _result.ForEach(series => series.Finish());
        return _result;
    }

    // Null at the end.
    private async Task<int?> ReadLengthAsync(CancellationToken cancellation)
    {
        ulong length = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            int read = await body.ReadAsync(_frame.AsMemory(0, 1), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                SeriesMessage.Expect(shift == 0, "the answer ends within the length of a frame");
                return null;
            }

            length |= (ulong)(_frame[0] & 0x7F) << shift;
            if (_frame[0] < 0x80)
            {
                SeriesMessage.Expect(length <= (ulong)frameBytesMax, $"a frame of {length} bytes, more than {frameBytesMax}");
                return (int)length;
            }
        }

        throw new ReadDamageException("the length of a frame makes no sense");
    }

    // Grows by what comes, not by what is announced.
    private async Task FillAsync(int length, CancellationToken cancellation)
    {
        int filled = 0;
        while (filled < length)
        {
            if (filled == _frame.Length)
            {
                Array.Resize(ref _frame, (int)Math.Min(length, _frame.Length * 2L));
            }

            int most = Math.Min(length, _frame.Length) - filled;
            int read = await body.ReadAsync(_frame.AsMemory(filled, most), cancellation).ConfigureAwait(false);
            SeriesMessage.Expect(read > 0, $"the answer ends within a frame of {length} bytes, after {filled}");
            filled += read;
        }
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> message = frame[sizeof(uint)..];
        SeriesMessage.Expect(
            Crc32C.Of(message) == BinaryPrimitives.ReadUInt32BigEndian(frame), "the checksum of a frame does not hold");
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field == 1 && field.Wire == ProtoWire.Bytes)
            {
                LabelSet labels = _reading.ReadLabels(field.Bytes);
                ReadSeries? last = _result.Count > 0 ? _result[^1] : null;
                if (last is null || !last.Labels.Equals(labels))
                {
                    _result.Add(last = new ReadSeries(labels));
                }

                _reading.ReadChunks(field.Bytes, last);
            }
        }

        SeriesMessage.Expect(!field.IsDamaged, "a frame is no answer of remote read");
    }
}
