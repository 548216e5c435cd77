using Tocsin.Model.Labels;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary>Where in [0, 1] a series lies for <c>limit_ratio</c>: a hash of its labels, so always at the same place.</summary>
// Source: Prometheus model/labels: xxHash64 over names and values in order, each after its length in one byte, or after
// 255 and three bytes, the lowest first.
internal static class SamplingPlace
{
    public static double Of(LabelSet labels)
    {
        var bytes = new List<byte>();
        foreach (LabelSet.Label label in labels)
        {
            Append(bytes, label.Name);
            Append(bytes, label.Value);
        }

        return XxHash64.Hash(bytes.ToArray()) / (double)ulong.MaxValue;
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
