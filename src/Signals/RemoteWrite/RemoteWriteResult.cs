using System.Globalization;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>What became of a write request. Immutable.</summary>
public sealed record RemoteWriteResult
{
    /// <summary>How many floats were written.</summary>
    public int Samples { get; init; }

    /// <summary>How many histograms were written.</summary>
    public int Histograms { get; init; }

    /// <summary>How many exemplars were kept.</summary>
    public int Exemplars { get; init; }

    /// <summary>
    /// What is wrong with the request or with a part of it, so that the sender must not send that again; null if nothing is.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>A request that cannot be read at all.</summary>
    public static RemoteWriteResult Damaged(string fault) => new() { Fault = fault };

    /// <summary>Counts what was written. A sample that is there already counts: the sender lost our answer.</summary>
    internal static RemoteWriteResult Of(WriteContent content, ReadOnlySpan<AppendOutcome> outcomes, int exemplars)
    {
        int samples = 0;
        int histograms = 0;
        Span<int> refused = stackalloc int[8];
        refused.Clear();
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] is AppendOutcome.Accepted or AppendOutcome.SameAgain)
            {
                samples += content.Samples.Histograms[i] is null ? 1 : 0;
                histograms += content.Samples.Histograms[i] is null ? 0 : 1;
            }
            else
            {
                refused[(int)outcomes[i]]++;
            }
        }

        return new RemoteWriteResult
        {
            Samples = samples,
            Histograms = histograms,
            Exemplars = exemplars,
            Fault = FaultOf(content, refused),
        };
    }

    private static string? FaultOf(WriteContent content, ReadOnlySpan<int> refused)
    {
        var faults = new List<string>();
        if (content.LabelFault is { } fault)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{fault} ({content.SamplesRefused} samples refused)"));
        }

        for (int i = 0; i < refused.Length; i++)
        {
            if (refused[i] > 0)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{Text((AppendOutcome)i)} ({refused[i]} samples refused)"));
            }
        }

        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    // Source: Prometheus storage, the texts of its append errors, by which senders and people know them.
    private static string Text(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.DuplicateTimestamp => "duplicate sample for timestamp",
        AppendOutcome.OutOfOrder => "out of order sample",
        AppendOutcome.TooOld => "too old sample",
        AppendOutcome.TooFarAhead => "timestamp is too far in the future",
        AppendOutcome.InvalidHistogram => "invalid histogram",
        _ => "unknown series",
    };
}
