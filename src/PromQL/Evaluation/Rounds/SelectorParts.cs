using Tocsin.PromQL.Functions.Rates;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>An instant selector: of each series the newest sample within the lookback delta.</summary>
internal sealed class InstantPart(SeriesSource source) : VectorPart
{
    protected override void Compute(RoundContext context)
    {
        source.Need(context);
        Output.Reset(source.Frame);
        long after = source.ReferenceMs - context.LookbackMs;
        SeriesWindow[] windows = source.Windows;
        for (int i = 0; i < windows.Length; i++)
        {
            SeriesWindow window = windows[i];
            if (window.Count > 0 && window.Newest is var newest && newest.TimeMs > after && newest.TimeMs > window.StaleMs)
            {
                Output.Set(i, newest.Value);
                context.Samples++;
            }
        }
    }
}

/// <summary>A function of a range selector.</summary>
/// <param name="source">The series.</param>
/// <param name="rangeMs">The range.</param>
/// <param name="function">The function's name.</param>
internal sealed class RangePart(SeriesSource source, long rangeMs, string function) : VectorPart
{
    private readonly WindowKernel _kernel = WindowKernels.All[function];
    private readonly bool _keepsName = WindowKernels.KeepsName(function);
    private readonly CounterNames _names = new(function);

    protected override void Compute(RoundContext context)
    {
        source.Need(context);
        Frame frame = _keepsName ? source.Frame : source.Frame.WithoutNames;
        if (frame.HasTwins)
        {
            throw new RoundFallback();
        }

        bool[]? odd = _names.FindOdd(source.Frame);
        Output.Reset(frame);
        var bounds = new WindowBounds(source.ReferenceMs - rangeMs, source.ReferenceMs);
        SeriesWindow[] windows = source.Windows;
        for (int i = 0; i < windows.Length; i++)
        {
            WindowSpan window = windows[i].After(bounds.StartMs);
            context.Samples += window.Values.Length;
            if (!window.Values.IsEmpty && _kernel(window, bounds, out double value))
            {
                Output.Set(i, value);
                if (odd is not null && odd[i])
                {
                    throw new RoundFallback();
                }
            }
        }
    }
}
