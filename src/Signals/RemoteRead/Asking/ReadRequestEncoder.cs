using System.Buffers;
using Tocsin.Model.Compression;
using Tocsin.Model.Matching;
using Tocsin.Model.Seams;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>Writes the bodies of remote read.</summary>
// Source: Prometheus prompb/remote.proto, messages ReadRequest, Query and ReadHints.
public static class ReadRequestEncoder
{
    /// <summary>A request for one query, packed; it takes chunks, and samples if the server has no chunks.</summary>
    public static byte[] Encode(SeriesQuery query)
    {
        var output = new ProtoWriter();
        int begun = output.Begin(1);
        output.Varint(1, (ulong)query.FromMs);
        output.Varint(2, (ulong)query.ToMs);
        foreach (LabelMatcher matcher in query.Matchers)
        {
            int matcherBegun = output.Begin(3);
            output.Varint(1, (ulong)matcher.Op);
            output.Bytes(2, matcher.NameUtf8);
            output.Bytes(3, matcher.ValueUtf8);
            output.End(matcherBegun);
        }

        int hints = output.Begin(4);
        output.Varint(1, (ulong)query.StepMs);
        output.Varint(3, (ulong)query.FromMs);
        output.Varint(4, (ulong)query.ToMs);
        output.Varint(7, (ulong)query.RangeMs);
        output.End(hints);
        output.End(begun);
        output.Varint(2, (ulong)ReadAnswerType.Chunks);
        output.Varint(2, (ulong)ReadAnswerType.Samples);
        return Pack(output.Written.Span);
    }

    private static byte[] Pack(ReadOnlySpan<byte> message)
    {
        var block = new ArrayBufferWriter<byte>();
        new SnappyEncoder().PackBlock(message, block);
        return block.WrittenSpan.ToArray();
    }
}
