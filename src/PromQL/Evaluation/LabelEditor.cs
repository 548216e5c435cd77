using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Evaluation;

/// <summary>Makes label sets from label sets. One owner: it keeps its buffers.</summary>
internal sealed class LabelEditor
{
    private readonly LabelSetBuilder _builder = new();

    /// <summary>True for the labels that say what a metric is: its name, type and unit.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("__name__"u8) || name.SequenceEqual("__type__"u8) || name.SequenceEqual("__unit__"u8);

    /// <summary>The metric's name, or "".</summary>
    public static string NameOf(LabelSet labels) => Encoding.UTF8.GetString(labels.ValueOrEmpty("__name__"u8));

    /// <summary>Without name, type and unit.</summary>
    public static LabelSet DropReserved(LabelSet labels)
    {
        foreach (LabelSet.Label label in labels)
        {
            labels = IsReserved(label.Name) ? labels.Without(label.Name) : labels;
        }

        return labels;
    }

    /// <summary>With one label set, or removed if the value is empty.</summary>
    public LabelSet With(LabelSet labels, string name, string value)
    {
        _builder.Clear();
        _builder.AddRange(labels);
        _builder.Add(name, value);
        return _builder.Build(dropEmpty: true);
    }

    /// <summary>With only the labels named.</summary>
    public LabelSet Keep(LabelSet labels, LabelNames names) => Filter(labels, names.Has);

    /// <summary>Without the labels named.</summary>
    public LabelSet Remove(LabelSet labels, LabelNames names) => Filter(labels, name => !names.Has(name));

    private LabelSet Filter(LabelSet labels, Predicate keep)
    {
        _builder.Clear();
        foreach (LabelSet.Label label in labels)
        {
            if (keep(label.Name))
            {
                _builder.Add(label.Name, label.Value);
            }
        }

        return _builder.Count == labels.Count ? labels : _builder.Build();
    }

    private delegate bool Predicate(ReadOnlySpan<byte> name);
}

/// <summary>Names of labels in UTF-8. Immutable.</summary>
internal sealed class LabelNames(IEnumerable<string> names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>True if the name is among them; they are few.</summary>
    public bool Has(ReadOnlySpan<byte> name)
    {
        foreach (byte[] candidate in _names)
        {
            if (name.SequenceEqual(candidate))
            {
                return true;
            }
        }

        return false;
    }
}
