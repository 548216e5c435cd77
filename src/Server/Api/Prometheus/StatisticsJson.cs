using Tocsin.PromQL.Evaluation.Statistics;
using Tocsin.PromQL.Numbers;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>Writes what queries cost.</summary>
// Source: Prometheus util/stats, BuiltinStats.
internal static class StatisticsJson
{
    /// <summary>Writes <c>,"stats":{…}</c>, or nothing if nobody asked.</summary>
    public static void Write(JsonOutput output, EvaluatedQuery evaluated)
    {
        if (evaluated.Result.Statistics is not { } statistics)
        {
            return;
        }

        output.Raw(",\"stats\":{\"timings\":{\"evalTotalTime\":"u8);
        WriteSeconds(output, statistics.Timings.Total);
        output.Raw(",\"resultSortTime\":"u8);
        WriteSeconds(output, statistics.Timings.Sorting);
        output.Raw(",\"queryPreparationTime\":"u8);
        WriteSeconds(output, statistics.Timings.Preparation);
        output.Raw(",\"innerEvalTime\":"u8);
        WriteSeconds(output, statistics.Timings.Evaluation);
        output.Raw(",\"execQueueTime\":"u8);
        WriteSeconds(output, evaluated.Queued);
        output.Raw(",\"execTotalTime\":"u8);
        WriteSeconds(output, evaluated.Executed);
        output.Raw("},\"samples\":{"u8);
        WriteSteps(output, statistics.Steps ?? []);
        output.Raw("\"totalQueryableSamples\":"u8).Number(statistics.QueryableSamples);
        output.Raw(",\"peakSamples\":"u8).Number(statistics.PeakSamples).Raw("}}"u8);
    }

    private static void WriteSteps(JsonOutput output, IReadOnlyList<StepSamples> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            output.Raw(i == 0 ? "\"totalQueryableSamplesPerStep\":[["u8 : ",["u8);
            WriteNumber(output, steps[i].TimeMs / 1000.0);
            output.Raw(","u8).Number(steps[i].Samples).Raw("]"u8);
        }

        output.Raw(steps.Count > 0 ? "],"u8 : default);
    }

    private static void WriteSeconds(JsonOutput output, TimeSpan span) => WriteNumber(output, span.TotalSeconds);

    private static void WriteNumber(JsonOutput output, double number) =>
        output.Advance(FloatText.WriteSample(number, output.Room(FloatText.SampleBytesMax)));
}
