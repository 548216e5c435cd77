using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Numbers;

/// <summary>The hash that Prometheus takes of labels: where a series lies in a sample, and when a group is evaluated.</summary>
// Source: Prometheus model/labels, default build: xxHash64 over names and values in order, each after its length in one
// byte, or after 255 and three bytes, the lowest first.
public static class LabelHash
{
    /// <summary>The hash of a label set.</summary>
    public static ulong Of(LabelSet labels)
    {
        var bytes = new List<byte>();
        foreach (LabelSet.Label label in labels)
        {
            Append(bytes, label.Name);
            Append(bytes, label.Value);
        }

        return XxHash64.Hash(bytes.ToArray());
    }

    private static void Append(List<byte> to, ReadOnlySpan<byte> text)
    {
        if (text.Length < 255)
        {
            to.Add((byte)text.Length);
        }
        else
        {
            to.AddRange([255, (byte)text.Length, (byte)(text.Length >> 8), (byte)(text.Length >> 16)]);
        }

        to.AddRange(text);
    }
}
