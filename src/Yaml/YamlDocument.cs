using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tocsin.Yaml;

/// <summary>
/// The first document of a text as a tree of nodes. YamlDotNet scans and gives events; what scalars mean, aliases and
/// merge keys are decided here, in the dialect of yaml.v2.
/// </summary>
/// <remarks>
/// Any bytes are accepted: what is not YAML becomes <see cref="Error"/>. Later documents are looked at by
/// <see cref="ParseAll"/> only.
/// </remarks>
public sealed class YamlDocument
{
    private const string LongTag = "tag:yaml.org,2002:";

    private readonly IParser _events;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private readonly YamlPosition _offset;
    private YamlNodeKind _innermost;

    private YamlDocument(IParser events, YamlPosition offset)
    {
        _events = events;
        _offset = offset;
    }

    private YamlDocument(YamlDiagnostic error)
    {
        _events = null!;
        Error = error;
    }

    /// <summary>The document's node, or null if it is empty or faulty.</summary>
    public YamlNode? Root { get; private set; }

    /// <summary>Why it could not be read, or null.</summary>
    public YamlDiagnostic? Error { get; private set; }

    /// <summary>Reads UTF-8 or UTF-16 bytes.</summary>
    public static YamlDocument Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > YamlLimits.BytesMax)
        {
            return new(Fault(default, $"yaml: the file is larger than {YamlLimits.BytesMax >> 20} MiB"));
        }

        if (bytes is [0xFF, 0xFE, ..])
        {
            return Parse(Encoding.Unicode.GetString(bytes[2..]));
        }

        if (bytes is [0xFE, 0xFF, ..])
        {
            return Parse(Encoding.BigEndianUnicode.GetString(bytes[2..]));
        }

        bytes = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Parse(Encoding.UTF8.GetString(bytes));
        }

        // The replacement character shows where the first bad byte is, near enough for a message.
        string repaired = Encoding.UTF8.GetString(bytes);
        return new(Fault(PositionOf(repaired, repaired.IndexOf('\uFFFD')), "yaml: invalid leading UTF-8 octet"));
    }

    /// <summary>Reads a text that may lie inside another file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="offset">What to add to lines and columns; default for a text of its own.</param>
    public static YamlDocument Parse(string text, YamlPosition offset = default)
    {
        if (ForbiddenIn(text) is { } forbidden)
        {
            return new(forbidden with { At = Shift(forbidden.At, offset) });
        }

        var document = new YamlDocument(EventsOf(text), offset);
        Guarded(document, document.ReadStream);
        return document;
    }

    /// <summary>Reads every document of a text; after a faulty one, which is the last, there is no going on.</summary>
    public static IReadOnlyList<YamlDocument> ParseAll(string text)
    {
        if (ForbiddenIn(text) is { } forbidden)
        {
            return [new(forbidden)];
        }

        IParser events = EventsOf(text);
        List<YamlDocument> documents = [];
        bool more = true;
        while (more)
        {
            var document = new YamlDocument(events, default);
            more = false;
            Guarded(document, () => more = document.ReadNext());
            if (document.Root is not null || document.Error is not null)
            {
                documents.Add(document);
            }
        }

        return documents;
    }

    private static Parser EventsOf(string text) => new(new Scanner(new StringReader(text), skipComments: true));

    private static YamlDiagnostic? ForbiddenIn(string text) => IndexOfForbidden(text) is >= 0 and int bad
        ? Fault(PositionOf(text, bad), "yaml: control characters are not allowed")
        : null;

    private static void Guarded(YamlDocument document, Action read)
    {
        try
        {
            read();
        }
        catch (YamlException e)
        {
            document.Refuse(YamlSyntax.Describe(e, document.Place(e.Start), document.Place(e.End)));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or OverflowException
            or IndexOutOfRangeException or FormatException or KeyNotFoundException or NullReferenceException)
        {
            // The scanner is not ours; its slips on hostile input must not reach the caller as crashes. The one that
            // people meet is a flow list or mapping that is not closed.
            YamlPosition at = document._events.Current is { } last ? document.Place(last.End) : default;
            string end = document._innermost == YamlNodeKind.Sequence ? "',' or ']'" : "',' or '}'";
            document.Refuse(Fault(at, $"yaml: line {at.Line}: did not find expected {end}"));
        }
    }

    private static YamlDiagnostic Fault(YamlPosition at, string text) => new(YamlFault.Syntax, at, "", text);

    private static YamlPosition Shift(YamlPosition at, YamlPosition offset) =>
        new(at.Line + offset.Line, at.Column + offset.Column);

    private static YamlPosition PositionOf(string text, int index)
    {
        int line = text.AsSpan(0, index).Count('\n') + 1;
        return new(line, index - text.LastIndexOf('\n', Math.Max(0, index - 1), Math.Max(0, index)));
    }

    // Source: libyaml's reader: tab, line ends, printable ASCII, NEL and everything from NBSP up but surrogates and
    // the two non-characters. A zero among them also keeps YamlDotNet's scanner, which uses it as its end mark, honest.
    private static int IndexOfForbidden(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool allowed = c is '\t' or '\n' or '\r' or (>= ' ' and <= '~') or '\u0085' or (>= '\u00A0' and <= '\uFFFD');
            if (!allowed || (char.IsSurrogate(c) && !IsPair(text, ref i)))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsPair(string text, ref int i)
    {
        if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
        {
            i++;
            return true;
        }

        return false;
    }

    private void Refuse(YamlDiagnostic error)
    {
        Root = null;
        Error = error;
    }

    private void ReadStream()
    {
        _events.MoveNext();
        if (_events.Current is StreamStart)
        {
            _events.MoveNext();
        }

        if (_events.Current is DocumentStart)
        {
            _events.MoveNext();
            Root = ReadNode(1);
        }
    }

    // Up to the document's end; false if nothing can come after it.
    private bool ReadNext()
    {
        while (_events.MoveNext() && _events.Current is not DocumentStart)
        {
        }

        if (_events.Current is not DocumentStart)
        {
            return false;
        }

        _events.MoveNext();
        Root = ReadNode(1);
        return true;
    }

    private YamlPosition Place(Mark mark) => Shift(new((int)mark.Line, (int)mark.Column), _offset);

    private YamlNode ReadNode(int depth)
    {
        ParsingEvent current = _events.Current ?? throw new YamlException("unexpected end of the text");
        YamlPosition at = Place(current.Start);
        if (depth > YamlLimits.DepthMax)
        {
            throw new YamlException(current.Start, current.End, "exceeded max depth of " + YamlLimits.DepthMax);
        }

        switch (current)
        {
            case AnchorAlias alias:
                Advance(depth);
                return ReadAlias(alias, at);
            case Scalar scalar:
                Advance(depth);
                return Anchored(scalar, ReadScalar(scalar, at));
            case SequenceStart start:
                return ReadCollection<SequenceEnd>(start, new(YamlNodeKind.Sequence, at, ShortTag(start)), depth);
            case MappingStart start:
                return ReadCollection<MappingEnd>(start, new(YamlNodeKind.Mapping, at, ShortTag(start)), depth);
            default:
                throw new YamlException(current.Start, current.End, "did not find expected node content");
        }
    }

    private YamlNode ReadAlias(AnchorAlias alias, YamlPosition at)
    {
        return _anchors.TryGetValue(alias.Value.Value, out YamlNode? target)
            ? new(YamlNodeKind.Alias, at, "") { Text = alias.Value.Value, Target = target }
            : throw new YamlException(alias.Start, alias.End, $"unknown anchor '{alias.Value.Value}' referenced");
    }

    private static YamlNode ReadScalar(Scalar scalar, YamlPosition at) => new(YamlNodeKind.Scalar, at, ShortTag(scalar))
    {
        Text = scalar.Value,
        IsPlain = scalar.Style is ScalarStyle.Plain or ScalarStyle.Any,
        IsLiteral = scalar.Style == ScalarStyle.Literal,
    };

    private YamlNode ReadCollection<TEnd>(NodeEvent start, YamlNode node, int depth)
        where TEnd : ParsingEvent
    {
        // The anchor is known before its content, so that a node can refer to itself; reading refuses that.
        Anchored(start, node);
        _events.MoveNext();
        while (_events.Current is not TEnd)
        {
            _innermost = node.Kind;
            node.Add(ReadNode(depth + 1));
        }

        if (node.Kind == YamlNodeKind.Mapping && int.IsOddInteger(node.Children.Count))
        {
            // The scanner leaves out the value of some broken entries; nothing after it may count on pairs by faith.
            throw new YamlException(_events.Current.Start, _events.Current.End, "did not find expected node content");
        }

        Advance(depth);
        return node;
    }

    // What follows the root is not looked at, as libyaml does not: it takes anything for the end of the document.
    private void Advance(int depth)
    {
        if (depth > 1)
        {
            _events.MoveNext();
        }
    }

    private YamlNode Anchored(NodeEvent start, YamlNode node)
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    private static string ShortTag(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific)
        {
            return "";
        }

        string tag = node.Tag.Value;
        return tag.StartsWith(LongTag, StringComparison.Ordinal) ? "!!" + tag[LongTag.Length..] : tag;
    }
}
