using Tocsin.Model.Samples;
using Tocsin.PromQL.Evaluation.Rounds;
using Tocsin.PromQL.Functions.Rates;

namespace Tocsin.PromQL.Evaluation.Instants;

/// <summary>An instant selector over series that are not kept.</summary>
internal sealed class PassingInstantPart(PassingSource source) : VectorPart
{
    protected override void Compute(RoundContext context)
    {
        source.Select(context, context.LookbackMs);
        Output.Reset(source.Frame);
        for (int i = 0; i < Output.Count; i++)
        {
            WindowSpan window = source.Read(i);
            if (!window.Values.IsEmpty && window.Values[^1] is var newest && !StaleMarker.Is(newest))
            {
                Output.Set(i, newest);
            }

            context.CheckTimeEachThousand(i);
        }
    }
}

/// <summary>A function of a range selector over series that are not kept.</summary>
/// <param name="source">The series.</param>
/// <param name="rangeMs">The range.</param>
/// <param name="function">The function's name.</param>
internal sealed class PassingRangePart(PassingSource source, long rangeMs, string function) : VectorPart
{
    private readonly WindowKernel _kernel = WindowKernels.All[function];
    private readonly bool _keepsName = WindowKernels.KeepsName(function);
    private readonly CounterNames _names = new(function);

    protected override void Compute(RoundContext context)
    {
        long reference = source.Select(context, rangeMs);
        Frame frame = _keepsName ? source.Frame : source.Frame.WithoutNames;
        if (frame.HasTwins)
        {
            throw new RoundFallback();
        }

        bool[]? odd = _names.FindOdd(source.Frame);
        Output.Reset(frame);
        var bounds = new WindowBounds(reference - rangeMs, reference);
        for (int i = 0; i < Output.Count; i++)
        {
            WindowSpan window = source.ReadFresh(i);
            if (!window.Values.IsEmpty && _kernel(window, bounds, out double value))
            {
                Output.Set(i, value);
                if (odd is not null && odd[i])
                {
                    throw new RoundFallback();
                }
            }

            context.CheckTimeEachThousand(i);
        }
    }
}
