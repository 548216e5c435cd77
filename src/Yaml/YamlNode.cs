namespace Tocsin.Yaml;

/// <summary>What a node of the tree is.</summary>
public enum YamlNodeKind
{
    /// <summary>A text, still unresolved: <c>yes</c> may become a boolean or a string.</summary>
    Scalar,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>Keys with values, in file order.</summary>
    Mapping,

    /// <summary>A reference to an anchored node.</summary>
    Alias,
}

/// <summary>
/// One node of a YAML document with its place. Scalars keep their text: what they mean depends on who asks, which is
/// why <see cref="YamlScalar"/> resolves them later.
/// </summary>
public sealed class YamlNode
{
    private readonly List<YamlNode> _children = [];

    internal YamlNode(YamlNodeKind kind, YamlPosition at, string tag)
    {
        Kind = kind;
        At = at;
        Tag = tag;
    }

    /// <summary>What the node is.</summary>
    public YamlNodeKind Kind { get; }

    /// <summary>Where it begins.</summary>
    public YamlPosition At { get; }

    /// <summary>The explicit tag in its short form (<c>!!str</c>), or empty.</summary>
    public string Tag { get; }

    /// <summary>The text of a scalar, or the anchor's name of an alias; otherwise empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>True for a scalar written without quotes and not as a block, whose text may mean more than text.</summary>
    public bool IsPlain { get; init; }

    /// <summary>True for a block scalar that keeps its line breaks, so that its lines are lines of the file.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>What an alias stands for.</summary>
    public YamlNode? Target { get; init; }

    /// <summary>The items of a sequence; key, value, key, value… of a mapping.</summary>
    public IReadOnlyList<YamlNode> Children => _children;

    /// <summary>The value of the last entry with that key in a mapping (aliases followed), or null.</summary>
    public YamlNode? this[string key]
    {
        get
        {
            for (int i = _children.Count - 2; Kind == YamlNodeKind.Mapping && i >= 0; i -= 2)
            {
                if (_children[i].Kind == YamlNodeKind.Scalar && _children[i].Text == key)
                {
                    return _children[i + 1].Followed;
                }
            }

            return null;
        }
    }

    /// <summary>The node itself, or what an alias stands for.</summary>
    public YamlNode Followed
    {
        get
        {
            YamlNode node = this;
            while (node.Target is { } target)
            {
                node = target;
            }

            return node;
        }
    }

    /// <summary>
    /// This mapping with the entries of another that it lacks. The added ones come first, so that merge keys here win
    /// over them.
    /// </summary>
    /// <param name="defaults">A mapping.</param>
    /// <param name="isTaken">True for a key that must not be added although it is absent here.</param>
    public YamlNode WithMissing(YamlNode defaults, Func<string, bool> isTaken)
    {
        var merged = new YamlNode(YamlNodeKind.Mapping, At, "");
        for (int i = 0; i < defaults.Children.Count; i += 2)
        {
            string key = defaults.Children[i].Text;
            if (this[key] is null && !isTaken(key))
            {
                merged.Add(defaults.Children[i]);
                merged.Add(defaults.Children[i + 1]);
            }
        }

        merged._children.AddRange(_children);
        return merged;
    }

    /// <summary>This mapping with one value in place of another, or added.</summary>
    public YamlNode With(string key, YamlNode value)
    {
        var changed = new YamlNode(YamlNodeKind.Mapping, At, "");
        bool found = false;
        for (int i = 0; i < _children.Count; i += 2)
        {
            bool same = _children[i].Kind == YamlNodeKind.Scalar && _children[i].Text == key;
            changed.Add(_children[i]);
            changed.Add(same ? value : _children[i + 1]);
            found |= same;
        }

        if (!found)
        {
            changed.Add(new YamlNode(YamlNodeKind.Scalar, value.At, "") { Text = key, IsPlain = true });
            changed.Add(value);
        }

        return changed;
    }

    /// <summary>A mapping with this node as the only item of a list under a key; all of it stands where the node does.</summary>
    public YamlNode AsOnlyItemOf(string key)
    {
        var list = new YamlNode(YamlNodeKind.Sequence, At, "");
        list.Add(this);
        return new YamlNode(YamlNodeKind.Mapping, At, "").With(key, list);
    }

    /// <summary>The node that a path names (<c>receivers[0].name</c>), or the nearest one above it that exists.</summary>
    public YamlNode Nearest(string path)
    {
        YamlNode node = Followed;
        foreach (string part in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            YamlNode? next = part is not ['[', .. var digits, ']'] ? node[part]
                : int.TryParse(digits, out int index) && index >= 0 && index < node.Children.Count
                    && node.Kind == YamlNodeKind.Sequence ? node.Children[index].Followed
                : null;
            if (next is null)
            {
                break;
            }

            node = next;
        }

        return node;
    }

    internal bool IsNull => Tag == "!!null"
        || (Kind == YamlNodeKind.Scalar && Tag.Length == 0 && IsPlain && Text is "" or "~" or "null" or "Null" or "NULL");

    internal bool IsMerge => Kind == YamlNodeKind.Scalar && Text == "<<" && (IsPlain || Tag == "!!merge");

    internal void Add(YamlNode child) => _children.Add(child);
}
