using System.Text;
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
    private static readonly byte[][] CounterSuffixes = [.. new[] { "_total", "_sum", "_count", "_bucket" }
        .Select(Encoding.UTF8.GetBytes)];

    private readonly WindowKernel _kernel = WindowKernels.All[function];
    private readonly bool _keepsName = function is "last_over_time" or "first_over_time";
    private readonly bool _wantsCounter = function is "rate" or "increase";
    private Frame? _checked;
    private bool[]? _isOdd;

    protected override void Compute(RoundContext context)
    {
        source.Need(context);
        Frame frame = _keepsName ? source.Frame : source.Frame.WithoutNames;
        if (frame.HasTwins)
        {
            throw new RoundFallback();
        }

        FindOddNames();
        Output.Reset(frame);
        var bounds = new WindowBounds(source.ReferenceMs - rangeMs, source.ReferenceMs);
        SeriesWindow[] windows = source.Windows;
        for (int i = 0; i < windows.Length; i++)
        {
            WindowSpan window = windows[i].After(bounds.StartMs);
            if (!window.Values.IsEmpty && _kernel(window, bounds, out double value))
            {
                Output.Set(i, value);
                if (_isOdd is not null && _isOdd[i])
                {
                    throw new RoundFallback();
                }
            }
        }
    }

    // A name that is no counter's is told of, and telling is the plain evaluator's.
    private void FindOddNames()
    {
        if (!_wantsCounter || ReferenceEquals(_checked, source.Frame))
        {
            return;
        }

        _checked = source.Frame;
        bool[] odd = Array.ConvertAll(source.Frame.Labels, labels => IsOdd(labels.ValueOrEmpty("__name__"u8)));
        _isOdd = Array.Exists(odd, o => o) ? odd : null;
    }

    private static bool IsOdd(ReadOnlySpan<byte> name)
    {
        bool isCounter = name.IsEmpty;
        foreach (byte[] suffix in CounterSuffixes)
        {
            isCounter |= name.EndsWith(suffix);
        }

        return !isCounter;
    }
}
