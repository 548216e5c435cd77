using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Routing.Routes;

/// <summary>Which of an alert's labels make its group. Immutable.</summary>
public sealed class GroupBy
{
    /// <summary>Every label: each alert is a group of its own (<c>...</c>).</summary>
    public static readonly GroupBy All = new([], isAll: true);

    /// <summary>No label: one group a route.</summary>
    public static readonly GroupBy None = new([], isAll: false);

    private readonly byte[][] _names;
    private readonly bool _isAll;

    private GroupBy(byte[][] names, bool isAll)
    {
        _names = names;
        _isAll = isAll;
    }

    /// <summary>The labels' names in order; <c>...</c> for every label.</summary>
    public IReadOnlyList<string> Names => _isAll ? ["..."] : [.. _names.Select(Encoding.UTF8.GetString)];

    /// <summary>Groups by these labels; <c>...</c> alone means all of them.</summary>
    public static GroupBy Of(IEnumerable<string> names)
    {
        byte[][] encoded = [.. names.Select(Encoding.UTF8.GetBytes)];
        if (encoded is [[(byte)'.', (byte)'.', (byte)'.']])
        {
            return All;
        }

        Array.Sort(encoded, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        return encoded.Length == 0 ? None : new GroupBy(encoded, isAll: false);
    }

    /// <summary>The labels of the alert that are named here; those that it lacks are left out.</summary>
    public LabelSet LabelsOf(LabelSet alert, LabelSetBuilder scratch)
    {
        if (_isAll)
        {
            return alert;
        }

        Collect(alert, scratch);
        return scratch.Build();
    }

    /// <summary>The block of <see cref="LabelsOf"/>, which makes no set; it lies in the scratch until its next use.</summary>
    public ReadOnlySpan<byte> BlockOf(LabelSet alert, LabelSetBuilder scratch)
    {
        if (_isAll)
        {
            return alert.Encoded;
        }

        Collect(alert, scratch);
        return scratch.Encode();
    }

    private void Collect(LabelSet alert, LabelSetBuilder scratch)
    {
        scratch.Clear();
        foreach (byte[] name in _names)
        {
            if (alert.TryGetValue(name, out ReadOnlySpan<byte> value))
            {
                scratch.Add(name, value);
            }
        }
    }
}
