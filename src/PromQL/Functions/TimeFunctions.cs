using Tocsin.PromQL.Functions.Contracts;

namespace Tocsin.PromQL.Functions;

/// <summary>The instant of the evaluation.</summary>
internal static class TimeFunctions
{
    public static readonly (string Name, VectorFunction Function)[] All =
    [
        ("time", call => call.Emit(call.TimeMs / 1000.0)),

        // Of a plain selector the evaluation gives the samples' own times; of anything else a sample is as old as the step.
        ("timestamp", Timestamp),
        ("start_timestamp", _ => { }),
    ];

    private static void Timestamp(StepCall call)
    {
        foreach (var element in call.Vector(0))
        {
            call.Emit(element, call.TimeMs / 1000.0);
        }
    }
}
