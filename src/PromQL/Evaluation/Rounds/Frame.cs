using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>
/// The label sets of a vector's places, in order. The same object as long as nothing about them changes, so that whatever
/// is worked out from labels is worked out once and not in every round. Immutable.
/// </summary>
internal sealed class Frame(LabelSet[] labels)
{
    /// <summary>No place at all.</summary>
    public static readonly Frame Empty = new([]);

    private Frame? _withoutNames;
    private bool? _hasTwins;
    private long _bytes = -1;

    /// <summary>The labels of each place.</summary>
    public LabelSet[] Labels { get; } = labels;

    /// <summary>How many places there are.</summary>
    public int Count => Labels.Length;

    /// <summary>The memory that the label sets take if they are nobody else's, roughly.</summary>
    public long Bytes => _bytes >= 0 ? _bytes : _bytes = Labels.Sum(static labels => labels.Encoded.Length + 72L);

    /// <summary>True if two places have the same labels.</summary>
    public bool HasTwins => _hasTwins ??= new HashSet<LabelSet>(Labels).Count != Labels.Length;

    /// <summary>The same places without name, type and unit.</summary>
    public Frame WithoutNames =>
        _withoutNames ??= new Frame(Array.ConvertAll(Labels, LabelEditor.DropReserved));
}

/// <summary>An instant vector of floats: some places of a frame have a value. Belongs to the part that computed it.</summary>
internal sealed class RoundVector
{
    /// <summary>The places.</summary>
    public Frame Frame { get; private set; } = Frame.Empty;

    /// <summary>The value of each place, of no meaning where there is none.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>Whether each place has a value.</summary>
    public bool[] Has { get; private set; } = [];

    /// <summary>How many places there are.</summary>
    public int Count => Frame.Count;

    /// <summary>Begins anew, with no value anywhere.</summary>
    public void Reset(Frame frame)
    {
        Frame = frame;
        if (Values.Length != frame.Count)
        {
            Values = new double[frame.Count];
            Has = new bool[frame.Count];
        }
        else
        {
            Array.Clear(Has);
        }
    }

    /// <summary>Gives a place its value.</summary>
    public void Set(int place, double value)
    {
        Values[place] = value;
        Has[place] = true;
    }
}
