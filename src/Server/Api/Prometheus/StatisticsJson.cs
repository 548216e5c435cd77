using Tocsin.PromQL.Evaluation.Statistics;
using Tocsin.PromQL.Numbers;
using Tocsin.Server.Backends.Fetching;
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
        output.Raw(",\"peakSamples\":"u8).Number(statistics.PeakSamples).Raw("}"u8);
        WriteFetched(output, evaluated.Fetched);
        output.Raw("}"u8);
    }

    // Ours alone: what a backend did for the query.
    private static void WriteFetched(JsonOutput output, FetchStatistics? fetched)
    {
        if (fetched is null)
        {
            return;
        }

        output.Raw(",\"backend\":{\"name\":"u8).String(fetched.Backend).Raw(",\"requests\":["u8);
        for (int i = 0; i < fetched.Notes.Count; i++)
        {
            FetchNote note = fetched.Notes[i];
            output.Raw(i == 0 ? "{\"query\":"u8 : ",{\"query\":"u8).String(note.What).Raw(",\"way\":"u8).String(note.How);
            output.Raw(",\"series\":"u8).Number(note.Series).Raw(",\"samples\":"u8).Number(note.Samples).Raw(",\"seconds\":"u8);
            WriteSeconds(output, note.Took);
            output.Raw("}"u8);
        }

        output.Raw("]}"u8);
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
