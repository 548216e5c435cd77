using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>What all selectors with the same matchers and offset have in common.</summary>
/// <param name="Matchers">The matchers, in the order written.</param>
/// <param name="OffsetMs">How far they look back.</param>
internal readonly record struct SourceKey(ValueList<LabelMatcher> Matchers, long OffsetMs);

/// <summary>
/// The series of a selector with their newest samples, decoded once for all parts that look at them, and kept from round
/// to round: a round reads what came in since the last one.
/// </summary>
internal sealed class SeriesSource(SourceKey key)
{
    // Series that have histograms will have them again, but perhaps not for ever.
    private const long PlainRounds = 1000;

    private readonly SampleColumns _columns = new();
    private SeriesRef[] _refs = [];
    private bool _isInstant;
    private long _plainUntil;
    private long _revision;
    private long _instantMs = long.MinValue;
    private long _round = -1;

    /// <summary>The labels of the series.</summary>
    public Frame Frame { get; private set; } = Frame.Empty;

    /// <summary>The samples of each series of the frame.</summary>
    public SeriesWindow[] Windows { get; private set; } = [];

    /// <summary>The longest range that a part looks at.</summary>
    public long RangeMs { get; private set; }

    /// <summary>How many samples are kept.</summary>
    public long SampleCount { get; private set; }

    /// <summary>The last round in which it was read.</summary>
    public long LastRound => _round;

    /// <summary>The instant that it is looked at, Unix milliseconds.</summary>
    public long ReferenceMs => _instantMs;

    /// <summary>A part looks at a range, or with 0 at the newest sample.</summary>
    public void Widen(long rangeMs)
    {
        bool isWider = rangeMs > RangeMs || (rangeMs == 0 && !_isInstant);
        _isInstant |= rangeMs == 0;
        RangeMs = Math.Max(RangeMs, rangeMs);
        if (isWider)
        {
            // What is kept reaches back less far than it has to from now on.
            Forget();
        }
    }

    /// <summary>Forgets all samples, which are read again when they are needed.</summary>
    public void Forget()
    {
        (_refs, Frame, Windows) = ([], Frame.Empty, []);
        SampleCount = 0;
        _round = -1;
    }

    /// <summary>Makes sure that it holds what this round's view has.</summary>
    /// <exception cref="RoundFallback">There are histograms among the samples.</exception>
    public void Need(RoundContext context)
    {
        if (context.Round < _plainUntil)
        {
            throw new RoundFallback();
        }

        if (_round != context.Round)
        {
            Read(context);
            _round = context.Round;
        }
    }

    private void Read(RoundContext context)
    {
        long reference = context.AtMs - key.OffsetMs;
        if (reference < _instantMs || context.View.Revision != _revision)
        {
            Forget();
        }

        (_instantMs, _revision) = (reference, context.View.Revision);
        long reach = Math.Max(RangeMs, _isInstant ? context.LookbackMs : 0);
        ISeriesSelection selection = context.View.Select(
            new SeriesQuery
            {
                Matchers = key.Matchers,
                FromMs = reference - reach + 1,
                ToMs = reference,
                RangeMs = RangeMs,
            },
            context.Cancellation);
        Follow(selection);
        long count = 0;
        for (int i = 0; i < Windows.Length; i++)
        {
            SeriesWindow window = Windows[i];
            selection.ReadAfter(i, window.LastMs, _columns);
            if (!window.TryAdd(_columns))
            {
                Forget();
                _plainUntil = context.Round + PlainRounds;
                throw new RoundFallback();
            }

            window.Trim(reference - RangeMs);
            count += window.Count;
            context.CheckTimeEachThousand(i);
        }

        SampleCount = count;
    }

    // The frame stays the same object while the selection has the same series.
    private void Follow(ISeriesSelection selection)
    {
        bool isSame = selection.Count == _refs.Length;
        for (int i = 0; i < _refs.Length && isSame; i++)
        {
            isSame = selection.Ref(i) == _refs[i];
        }

        if (isSame)
        {
            return;
        }

        var known = new Dictionary<SeriesRef, SeriesWindow>(_refs.Length);
        for (int i = 0; i < _refs.Length; i++)
        {
            known.Add(_refs[i], Windows[i]);
        }

        var labels = new LabelSet[selection.Count];
        (_refs, Windows) = (new SeriesRef[labels.Length], new SeriesWindow[labels.Length]);
        for (int i = 0; i < labels.Length; i++)
        {
            (_refs[i], labels[i]) = (selection.Ref(i), selection.Labels(i));
            Windows[i] = known.GetValueOrDefault(_refs[i]) ?? new SeriesWindow();
        }

        Frame = new Frame(labels);
    }
}
