using System.Buffers.Text;
using System.Globalization;

namespace Tocsin.Signals.Spans;

/// <summary>Writes the values of attributes that are no texts as the texts that labels have for them.</summary>
// Source: OpenTelemetry collector, pdata, Value.AsString.
internal static class SpanValues
{
    /// <summary>A whole number.</summary>
    public static SpanText Write(SpanBatch batch, long value)
    {
        Utf8Formatter.TryFormat(value, batch.Room(20), out int length);
        return batch.Take(length);
    }

    /// <summary>A number: as short as it can be read back from.</summary>
    public static SpanText Write(SpanBatch batch, double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return batch.Write(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8);
        }

        value.TryFormat(batch.Room(32), out int length, "R", CultureInfo.InvariantCulture);
        return batch.Take(length);
    }

    /// <summary>Bytes; as many as a label's value has room for.</summary>
    public static SpanText WriteBase64(SpanBatch batch, ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, SpanLabels.ValueBytesMax)];
        Base64.EncodeToUtf8(bytes, batch.Room(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out int length);
        return batch.Take(length);
    }
}
