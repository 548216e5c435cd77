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

    internal bool IsNull => Tag == "!!null"
        || (Kind == YamlNodeKind.Scalar && Tag.Length == 0 && IsPlain && Text is "" or "~" or "null" or "Null" or "NULL");

    internal bool IsMerge => Kind == YamlNodeKind.Scalar && Text == "<<" && (IsPlain || Tag == "!!merge");

    internal void Add(YamlNode child) => _children.Add(child);
}
