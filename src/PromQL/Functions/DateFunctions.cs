using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Functions.Dates;

namespace Tocsin.PromQL.Functions;

/// <summary>Parts of the date that a value is, in seconds since 1970, or that the evaluation is at. Always UTC.</summary>
internal static class DateFunctions
{
    public static readonly (string Name, VectorFunction Function)[] All =
    [
        ("minute", Of(date => date.Minute)),
        ("hour", Of(date => date.Hour)),
        ("day_of_week", Of(date => date.DayOfWeek)),
        ("day_of_month", Of(date => date.Day)),
        ("day_of_year", Of(date => date.DayOfYear)),
        ("days_in_month", Of(date => date.DaysInMonth)),
        ("month", Of(date => date.Month)),
        ("year", Of(date => date.Year)),
    ];

    private static VectorFunction Of(Func<UtcDate, double> part) => call =>
    {
        if (call.ArgumentCount == 0)
        {
            call.Emit(part(UtcDate.FromUnixSeconds(call.TimeMs / 1000)));
        }
        else
        {
            call.EmitFloats(0, value => part(UtcDate.FromUnixSeconds(value)));
        }
    };
}
