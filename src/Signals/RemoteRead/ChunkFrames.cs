using System.Buffers.Binary;
using Tocsin.Model.Checksums;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteRead;

/// <summary>
/// Makes the frames of an answer of type <see cref="ReadAnswerType.Chunks"/>. For one request; not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// +----------------+---------------------+---------------------+
/// | length: varint | CRC-32C: 4 bytes BE | ChunkedReadResponse |      the checksum is the message's
/// +----------------+---------------------+---------------------+
/// </code>
/// A frame has chunks of one series; a series that is larger than a frame has several, one after the other.
/// </remarks>
// Source: Prometheus storage/remote, ChunkedWriter and StreamChunkedReadResponses; prompb/types.proto, message Chunk.
internal sealed class ChunkFrames(RemoteReadOptions options)
{
    private const int SeriesField = 1;
    private const int QueryField = 2;
    private const int LabelField = 1;
    private const int ChunkField = 2;

    // As many as upstream's head puts into one.
    private const int SamplesPerChunk = 120;

    // Source: Prometheus prompb/types.proto, Chunk.Encoding.
    private const ulong XorEncoding = 1;
    private const ulong FloatHistogramEncoding = 3;

    private readonly ProtoWriter _chunks = new();
    private readonly ProtoWriter _message = new();
    private readonly ProtoWriter _frame = new();
    private readonly BitWriter _bits = new();

    /// <summary>The frames of a series. Each ends with the next one.</summary>
    /// <param name="query">The number of the query in the request.</param>
    /// <param name="labels">The series.</param>
    /// <param name="samples">Its samples; stays as it is until the last frame is made.</param>
    public IEnumerable<ReadOnlyMemory<byte>> Of(int query, LabelSet labels, SampleColumns samples)
    {
        int room = options.FrameBytes - labels.Encoded.Length;
        _chunks.Clear();
        for (int at = 0; at < samples.Count;)
        {
            at += WriteChunk(samples, at);
            if (_chunks.Length >= room || at == samples.Count)
            {
                yield return Frame(query, labels);
                _chunks.Clear();
            }
        }
    }

    // Floats and histograms have chunks of their own; what ends a series is a float.
    private int WriteChunk(SampleColumns samples, int at)
    {
        int count = Math.Min(SamplesPerChunk, samples.Count - at);
        ReadOnlySpan<long> times = samples.Times.Slice(at, count);
        ReadOnlySpan<FloatHistogram?> histograms = samples.Histograms.IsEmpty ? default : samples.Histograms.Slice(at, count);
        bool isHistogram = !histograms.IsEmpty && histograms[0] is not null;
        if (!histograms.IsEmpty)
        {
            int alike = 1;
            while (alike < count && (histograms[alike] is not null) == isHistogram)
            {
                alike++;
            }

            count = isHistogram ? FloatHistogramChunk.CountTogether(histograms[..alike]) : alike;
        }

        if (isHistogram)
        {
            FloatHistogramChunk.Write(times[..count], histograms[..count], _bits);
        }
        else
        {
            XorChunk.Write(times[..count], samples.Values.Slice(at, count), _bits);
        }

        int begun = _chunks.Begin(ChunkField);
        _chunks.Varint(1, (ulong)times[0]);
        _chunks.Varint(2, (ulong)times[count - 1]);
        _chunks.Varint(3, isHistogram ? FloatHistogramEncoding : XorEncoding);
        _chunks.Bytes(4, _bits.Written);
        _chunks.End(begun);
        return count;
    }

    private ReadOnlyMemory<byte> Frame(int query, LabelSet labels)
    {
        _message.Clear();
        int begun = _message.Begin(SeriesField);
        LabelMessage.Write(_message, LabelField, labels);
        _message.Raw(_chunks.Written.Span);
        _message.End(begun);
        _message.Varint(QueryField, (ulong)query);

        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32C.Of(_message.Written.Span));
        _frame.Clear();
        _frame.Varint((ulong)_message.Length);
        _frame.Raw(checksum);
        _frame.Raw(_message.Written.Span);
        return _frame.Written;
    }
}
