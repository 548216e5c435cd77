using System.Globalization;
using System.Text;
using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.PromQL.Tests.Rounds;

/// <summary>All that an evaluation answered as a text, values bit by bit.</summary>
internal static class Rendered
{
    public static string Of(QueryResult result, string text)
    {
        var all = new StringBuilder(result.Error?.Message);
        foreach (var annotation in result.Annotations)
        {
            all.Append('\n').Append(annotation.Render(text));
        }

        switch (result.Value)
        {
            case QueryValue.Scalar scalar:
                all.Append(CultureInfo.InvariantCulture, $"\n{BitConverter.DoubleToInt64Bits(scalar.Value):x}");
                break;
            case QueryValue.Vector vector:
                foreach (VectorSample sample in vector.Samples)
                {
                    long bits = BitConverter.DoubleToInt64Bits(sample.Value);
                    all.Append(CultureInfo.InvariantCulture, $"\n{sample.Labels} {bits:x} {sample.Histogram?.Count}");
                }

                break;
        }

        return all.ToString();
    }
}
