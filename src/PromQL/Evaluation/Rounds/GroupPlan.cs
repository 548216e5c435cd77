using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>Which places of a frame belong together. Made once per frame; immutable.</summary>
internal sealed class GroupPlan
{
    /// <summary>Groups the places of a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="key">The labels that a group has in common.</param>
    /// <param name="result">The labels that its result has, from those.</param>
    public GroupPlan(Frame frame, Converter<LabelSet, LabelSet> key, Converter<LabelSet, LabelSet>? result = null)
    {
        Input = frame;
        var groups = new Dictionary<LabelSet, int>();
        List<LabelSet> labels = [];
        GroupOf = new int[frame.Count];
        for (int i = 0; i < GroupOf.Length; i++)
        {
            LabelSet common = key(frame.Labels[i]);
            if (!groups.TryGetValue(common, out GroupOf[i]))
            {
                GroupOf[i] = groups.Count;
                groups.Add(common, groups.Count);
                labels.Add(result is null ? common : result(common));
            }
        }

        Output = new Frame([.. labels]);
    }

    /// <summary>The frame that was grouped.</summary>
    public Frame Input { get; }

    /// <summary>The group of each place.</summary>
    public int[] GroupOf { get; }

    /// <summary>A place for each group, in the order of their first places.</summary>
    public Frame Output { get; }

    /// <summary>
    /// Gives the groups their values in the order in which they were met, which is the frame's unless the first place of
    /// some group has no value.
    /// </summary>
    public void Emit(List<int> met, double[] values, RoundVector into)
    {
        bool isOrdered = true;
        for (int i = 1; i < met.Count; i++)
        {
            isOrdered &= met[i - 1] < met[i];
        }

        into.Reset(isOrdered ? Output : new Frame([.. met.Select(group => Output.Labels[group])]));
        for (int i = 0; i < met.Count; i++)
        {
            into.Set(isOrdered ? met[i] : i, values[met[i]]);
        }
    }
}
