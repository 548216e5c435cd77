using System.Text;

namespace Tocsin.Yaml;

/// <summary>
/// Reads values from a tree of nodes by their types and collects everything that is wrong. It follows aliases within
/// bounds, so that a small text cannot unfold into a huge one.
/// </summary>
/// <remarks>Not thread-safe; one reader reads one document.</remarks>
public sealed class YamlReader
{
    private readonly List<YamlDiagnostic> _faults = [];
    private readonly List<YamlDiagnostic> _warnings = [];
    private readonly List<string> _path = [];
    private readonly HashSet<YamlNode> _open = [];
    private int _nodes;
    private int _aliased;
    private int _aliasDepth;
    private int _depth;
    private bool _stopped;

    /// <summary>Starts with nothing read.</summary>
    public YamlReader(YamlReadOptions options) => Options = options;

    /// <summary>How strictly to read.</summary>
    public YamlReadOptions Options { get; }

    /// <summary>What is wrong so far, in the order found.</summary>
    public IReadOnlyList<YamlDiagnostic> Faults => _faults;

    /// <summary>What is doubtful so far, in the order found; nothing of it keeps the document from being used.</summary>
    public IReadOnlyList<YamlDiagnostic> Warnings => _warnings;

    internal int TypeFaults { get; private set; }

    /// <summary>Reads a value; null gives the type's zero value, not its default.</summary>
    /// <returns>True if the value is usable.</returns>
    public bool Read<T>(YamlType<T> type, YamlNode node, ref T value)
    {
        if (_stopped || !MayVisit(node))
        {
            return false;
        }

        _depth++;
        try
        {
            return node.Target is { } target ? ReadAlias(type, node, target, ref value) : ReadHere(type, node, ref value);
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Reports a value of the wrong type: <c>cannot unmarshal !!str `x` into []string</c>.</summary>
    public void Mismatch(YamlNode node, string goName)
    {
        string tag = node.Tag;
        if (tag.Length == 0)
        {
            tag = node.Kind switch
            {
                YamlNodeKind.Sequence => "!!seq",
                YamlNodeKind.Mapping => "!!map",
                _ => YamlScalar.TryResolve(node, out YamlScalar scalar) is null ? scalar.Tag : "!!str",
            };
        }

        string shown = tag is "!!seq" or "!!map" ? "" : $" `{Shorten(node.Text)}`";
        string? hint = node.Kind == YamlNodeKind.Scalar && goName.StartsWith("[]", StringComparison.Ordinal)
            ? $"a list is wanted: ['{Shorten(node.Text)}']"
            : null;
        TypeFault(node.At, $"cannot unmarshal {tag}{shown} into {goName}", hint: hint);
    }

    /// <summary>Reports that a rule is broken. The text is upstream's where upstream has the rule.</summary>
    public void Fail(YamlPosition at, string text, string? key = null, string? hint = null) =>
        _faults.Add(new(YamlFault.Rule, at, Join(key), text) { Hint = hint });

    /// <summary>Reports something doubtful.</summary>
    public void Warn(YamlPosition at, string text) => _warnings.Add(new(YamlFault.Rule, at, Join(null), text));

    internal void TypeFault(YamlPosition at, string text, string? key = null, string? hint = null)
    {
        TypeFaults++;
        _faults.Add(new(YamlFault.Type, at, Join(key), text) { Hint = hint });
    }

    internal bool ReadAt<T>(string segment, YamlType<T> type, YamlNode node, ref T value)
    {
        _path.Add(segment);
        bool good = Read(type, node, ref value);
        _path.RemoveAt(_path.Count - 1);
        return good;
    }

    /// <summary>Follows the aliases of a merge key's value, counting them.</summary>
    internal bool TryEnterMerge(YamlNode node) => !_stopped && MayVisit(node) && _open.Add(node);

    internal void LeaveMerge(YamlNode node) => _open.Remove(node);

    // Go cuts bytes, not characters.
    private static string Shorten(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return utf8.Length > 10 ? Encoding.UTF8.GetString(utf8, 0, 7) + "..." : text;
    }

    private bool ReadHere<T>(YamlType<T> type, YamlNode node, ref T value)
    {
        if (node.IsNull)
        {
            if (type.NullFault is { } fault)
            {
                Fail(node.At, fault);
                return false;
            }

            value = type.Zero;
            return true;
        }

        return type.Read(this, node, ref value);
    }

    private bool ReadAlias<T>(YamlType<T> type, YamlNode alias, YamlNode target, ref T value)
    {
        if (!_open.Add(alias))
        {
            return Stop(alias, $"yaml: anchor '{alias.Text}' value contains itself");
        }

        _aliasDepth++;
        bool good = Read(type, target, ref value);
        _aliasDepth--;
        _open.Remove(alias);
        return good;
    }

    // Source: yaml.v2 decode: the share of nodes that come from aliases, 99 % for small documents down to 10 %.
    private bool MayVisit(YamlNode node)
    {
        _nodes++;
        _aliased += _aliasDepth > 0 ? 1 : 0;
        if (_aliased > 100 && _nodes > 1000 && (double)_aliased / _nodes > AllowedShare())
        {
            return Stop(node, "yaml: document contains excessive aliasing");
        }

        if (_depth >= YamlLimits.DepthMax || _nodes > YamlLimits.NodesMax)
        {
            return Stop(node, _nodes > YamlLimits.NodesMax
                ? "yaml: document has too many values"
                : $"yaml: exceeded max depth of {YamlLimits.DepthMax}");
        }

        return true;
    }

    private double AllowedShare()
    {
        const double Low = 400_000;
        const double High = 4_000_000;
        return _nodes <= Low ? 0.99 : _nodes >= High ? 0.10 : 0.99 - (0.89 * ((_nodes - Low) / (High - Low)));
    }

    private bool Stop(YamlNode node, string text)
    {
        _stopped = true;
        Fail(node.At, text);
        return false;
    }

    private string Join(string? key)
    {
        var joined = new StringBuilder();
        foreach (string segment in key is null ? _path : _path.Append(key))
        {
            joined.Append(joined.Length > 0 && !segment.StartsWith('[') ? "." : "").Append(segment.Length > 0 ? segment : "\"\"");
        }

        return joined.ToString();
    }
}
