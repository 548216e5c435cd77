using Tocsin.Model.Labels;

namespace Tocsin.Model.Relabel;

/// <summary>Labels that are being changed. Reusable after <see cref="Reset"/>; not thread-safe.</summary>
/// <remarks>A label with an empty value does not exist: setting it so removes it.</remarks>
public sealed class LabelEdits
{
    // Ten labels or so: a list is quicker than a dictionary, and keeps the order.
    private readonly List<(string Name, string Value)> _labels = [];
    private readonly List<string> _emptied = [];
    private readonly LabelSetBuilder _builder = new();

    /// <summary>The labels at this moment, in no particular order. Ends with the next change.</summary>
    public IReadOnlyList<(string Name, string Value)> Labels => _labels;

    /// <summary>The value of a label; empty if there is none.</summary>
    public string this[string name]
    {
        get
        {
            int at = Find(name);
            return at < 0 ? "" : _labels[at].Value;
        }

        set
        {
            int at = Find(name);
            if (value.Length == 0)
            {
                _emptied.Add(name);
                if (at >= 0)
                {
                    _labels.RemoveAt(at);
                }
            }
            else if (at >= 0)
            {
                _labels[at] = (name, value);
            }
            else
            {
                _labels.Add((name, value));
            }
        }
    }

    /// <summary>True if the label is there.</summary>
    public bool Has(string name) => Find(name) >= 0;

    /// <summary>True if the label was set to the empty value since all began anew, and is not there.</summary>
    public bool IsEmptied(string name) => _emptied.Contains(name) && !Has(name);

    /// <summary>Begins anew without labels.</summary>
    public void Clear()
    {
        _labels.Clear();
        _emptied.Clear();
    }

    /// <summary>Begins anew with these labels.</summary>
    public void Reset(LabelSet labels)
    {
        Clear();
        foreach (LabelSet.Label label in labels)
        {
            this[label.NameText] = label.ValueText;
        }
    }

    /// <summary>The labels as a set.</summary>
    public LabelSet ToLabelSet()
    {
        _builder.Clear();
        foreach ((string name, string value) in _labels)
        {
            _builder.Add(name, value);
        }

        return _builder.Build();
    }

    private int Find(string name)
    {
        for (int i = 0; i < _labels.Count; i++)
        {
            if (string.Equals(_labels[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
