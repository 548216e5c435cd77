using System.Buffers.Binary;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Spans;

/// <summary>Decodes a trace request from protobuf where it lies, into a batch. Stateless.</summary>
// Source: https://github.com/open-telemetry/opentelemetry-proto, collector/trace/v1 and trace/v1.
internal static class SpanDecoder
{
    /// <summary>Decodes a request.</summary>
    /// <returns>False if the bytes are not such a message; the batch must not be used then.</returns>
    public static bool TryDecode(ReadOnlyMemory<byte> body, SpanBatch into)
    {
        into.Clear(body);
        var field = new ProtoReader(body.Span);
        while (field.TryNext())
        {
            if (field.Field == 1 && (field.Wire != ProtoWire.Bytes || !TryResource(field.Bytes, into)))
            {
                return false;
            }
        }

        return !field.IsDamaged;
    }

    private static bool TryResource(ReadOnlySpan<byte> message, SpanBatch into)
    {
        into.OpenResource();
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            bool ok = field.Field switch
            {
                1 => field.Wire == ProtoWire.Bytes && TryAttributes(field.Bytes, 1, into, into.OfResource),
                2 => field.Wire == ProtoWire.Bytes && TryScope(field.Bytes, into),
                _ => true,
            };
            if (!ok)
            {
                return false;
            }
        }

        into.CloseResource();
        return !field.IsDamaged;
    }

    private static bool TryScope(ReadOnlySpan<byte> message, SpanBatch into)
    {
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field == 2 && (field.Wire != ProtoWire.Bytes || !TrySpan(field.Bytes, into)))
            {
                return false;
            }
        }

        return !field.IsDamaged;
    }

    private static bool TrySpan(ReadOnlySpan<byte> message, SpanBatch into)
    {
        ref SpanRow row = ref into.OpenSpan();
        int attributesAt = -1;
        bool hasGoodIds = true;
        (ulong Start, ulong End) time = default;
        var field = new ProtoReader(message);
        int at = 0;
        while (field.TryNext())
        {
            switch (field.Field)
            {
                case 1:
                    hasGoodIds &= TryTrace(field, ref row);
                    break;
                case 2:
                    hasGoodIds &= TryId(field, out row.SpanId);
                    break;
                case 4:
                    hasGoodIds &= TryId(field, out row.ParentId);
                    break;
                case 5 when field.Wire == ProtoWire.Bytes:
                    row.Name = into.Find(field.Bytes);
                    break;
                case 6 when field.Wire == ProtoWire.Varint:
                    row.Kind = SpanWords.KindOf(field.Number);
                    break;
                case 7 when field.Wire == ProtoWire.Fixed64:
                    time.Start = field.Number;
                    break;
                case 8 when field.Wire == ProtoWire.Fixed64:
                    time.End = field.Number;
                    break;
                case 9 when field.Wire == ProtoWire.Bytes:
                    attributesAt = attributesAt < 0 ? at : attributesAt;
                    break;
                case 15 when field.Wire == ProtoWire.Bytes && TryStatus(field.Bytes, ref row):
                    break;
                case >= 5 and <= 9 or 15:
                    return false;
                default:
                    break;
            }

            at = message.Length - field.Remaining;
        }

        row.DurationNs = SpanBatch.DurationOf(time.Start, time.End);
        if (field.IsDamaged
            || into.IsFull
            || (attributesAt >= 0 && into.AsksAttributesOf(row.Kind)
                && !TryAttributes(message[attributesAt..], 9, into, into.OfSpan)))
        {
            return false;
        }

        into.CloseSpan(hasGoodIds);
        return true;
    }

    // An id is there or it is not; one of another length is none, and the span that has it is refused alone.
    private static bool TryTrace(in ProtoReader field, ref SpanRow row)
    {
        if (field.Wire != ProtoWire.Bytes || field.Bytes.Length != 16)
        {
            return field.Wire == ProtoWire.Bytes && field.Bytes.IsEmpty;
        }

        row.TraceHigh = BinaryPrimitives.ReadUInt64BigEndian(field.Bytes);
        row.TraceLow = BinaryPrimitives.ReadUInt64BigEndian(field.Bytes[sizeof(ulong)..]);
        return true;
    }

    private static bool TryId(in ProtoReader field, out ulong id)
    {
        bool isThere = field.Wire == ProtoWire.Bytes && field.Bytes.Length == sizeof(ulong);
        id = isThere ? BinaryPrimitives.ReadUInt64BigEndian(field.Bytes) : 0;
        return isThere || (field.Wire == ProtoWire.Bytes && field.Bytes.IsEmpty);
    }

    private static bool TryStatus(ReadOnlySpan<byte> message, ref SpanRow row)
    {
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            row.Status = field.Field == 3 && field.Wire == ProtoWire.Varint ? SpanWords.StatusOf(field.Number) : row.Status;
        }

        return !field.IsDamaged;
    }

    // The attributes among the fields of a message, all of which have one number.
    private static bool TryAttributes(ReadOnlySpan<byte> message, int number, SpanBatch batch, SpanText[] into)
    {
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field == number && (field.Wire != ProtoWire.Bytes || !TryAttribute(field.Bytes, batch, into)))
            {
                return false;
            }
        }

        return !field.IsDamaged;
    }

    private static bool TryAttribute(ReadOnlySpan<byte> message, SpanBatch batch, SpanText[] into)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> value = default;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field is 1 or 2 && field.Wire != ProtoWire.Bytes)
            {
                return false;
            }

            name = field.Field == 1 ? field.Bytes : name;
            value = field.Field == 2 ? field.Bytes : value;
        }

        int place = batch.Names.Find(name);
        return !field.IsDamaged && (place < 0 || !into[place].IsNone || TryValue(value, batch, out into[place]));
    }

    // An array or a map is no label's value: it is as if the attribute were not there.
    private static bool TryValue(ReadOnlySpan<byte> message, SpanBatch batch, out SpanText text)
    {
        text = SpanText.None;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            text = (field.Field, field.Wire) switch
            {
                (1, ProtoWire.Bytes) => batch.Find(field.Bytes),
                (2, ProtoWire.Varint) => batch.Write(field.Number != 0 ? "true"u8 : "false"u8),
                (3, ProtoWire.Varint) => SpanValues.Write(batch, field.AsSigned),
                (4, ProtoWire.Fixed64) => SpanValues.Write(batch, field.AsFloat),
                (7, ProtoWire.Bytes) => SpanValues.WriteBase64(batch, field.Bytes),
                _ => text,
            };
        }

        return !field.IsDamaged;
    }
}
