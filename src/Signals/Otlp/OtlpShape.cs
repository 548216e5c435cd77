using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>Looks through a message without reading what it says: whether it can be decoded to its end.</summary>
internal static class OtlpShape
{
    private const int DepthMax = 100;

    /// <summary>True if each message in it can be decoded.</summary>
    public static bool IsSound(ReadOnlySpan<byte> bytes, OtlpMessage message, int depth = 0)
    {
        var field = new ProtoReader(bytes);
        while (field.TryNext())
        {
            bool isGood = field.Wire != ProtoWire.Bytes
                || message.In(field.Field) is not { } inner
                || (depth < DepthMax && IsSound(field.Bytes, inner, depth + 1));
            if (!isGood)
            {
                return false;
            }
        }

        return !field.IsDamaged;
    }
}
