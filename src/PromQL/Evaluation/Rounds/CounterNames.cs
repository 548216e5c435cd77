using System.Text;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>Finds the series whose name tells that they are no counters, under the functions that want counters.</summary>
internal sealed class CounterNames(string function)
{
    private static readonly byte[][] Suffixes =
        [.. new[] { "_total", "_sum", "_count", "_bucket" }.Select(Encoding.UTF8.GetBytes)];

    private readonly bool _wantsCounter = function is "rate" or "increase";
    private Frame? _checked;
    private bool[]? _isOdd;

    /// <summary>Which places of a frame have such a name; null if none does. Worked out once for a frame.</summary>
    // A name that is no counter's is told of, and telling is the plain evaluator's.
    public bool[]? FindOdd(Frame frame)
    {
        if (_wantsCounter && !ReferenceEquals(_checked, frame))
        {
            _checked = frame;
            bool[] odd = Array.ConvertAll(frame.Labels, labels => IsOdd(labels.ValueOrEmpty("__name__"u8)));
            _isOdd = Array.Exists(odd, o => o) ? odd : null;
        }

        return _isOdd;
    }

    private static bool IsOdd(ReadOnlySpan<byte> name)
    {
        bool isCounter = name.IsEmpty;
        foreach (byte[] suffix in Suffixes)
        {
            isCounter |= name.EndsWith(suffix);
        }

        return !isCounter;
    }
}
