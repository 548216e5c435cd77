using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>
/// The text of a file, or of a file inside a value of another: it knows where a part of a value stands, however the
/// value is written.
/// </summary>
internal sealed class SourceText
{
    private readonly string _text;
    private readonly SourceText? _around;
    private readonly YamlNode? _value;
    private readonly List<int> _lines = [0];

    /// <summary>A file.</summary>
    public SourceText(string text)
    {
        _text = text;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                _lines.Add(i + 1);
            }
        }
    }

    /// <summary>A text that is a value of another.</summary>
    public SourceText(SourceText around, YamlNode value)
        : this(value.Text) => (_around, _value) = (around, value);

    /// <summary>The place in the file of a place in this text.</summary>
    public YamlPosition PlaceOf(YamlPosition here) =>
        _around is null || here.IsUnknown ? here : _around.PlaceOf(_value!, IndexOf(here));

    /// <summary>The place in the file of a character of a scalar's value.</summary>
    /// <param name="scalar">The scalar, of this text.</param>
    /// <param name="offset">The UTF-16 offset in its value; its length stands for the end.</param>
    public YamlPosition PlaceOf(YamlNode scalar, int offset)
    {
        if (scalar.Kind != YamlNodeKind.Scalar || scalar.At.IsUnknown)
        {
            return PlaceOf(scalar.At);
        }

        // Folding and indentation only move white space about, so the other characters tell the place.
        int before = 0;
        bool any = false;
        for (int i = 0; i < scalar.Text.Length; i++)
        {
            bool counts = !char.IsWhiteSpace(scalar.Text[i]);
            before += counts && i < offset ? 1 : 0;
            any |= counts && i >= offset;
        }

        var walk = new Walk(_text, IndexOf(scalar.At));
        for (int i = 0; i < before; i++)
        {
            walk.SkipSpace();
            walk.Next();
        }

        if (any)
        {
            walk.SkipSpace();
        }

        return PlaceOf(PositionAt(walk.At));
    }

    private int IndexOf(YamlPosition at) =>
        Math.Min(_lines[Math.Min(at.Line, _lines.Count) - 1] + at.Column - 1, _text.Length);

    private YamlPosition PositionAt(int index)
    {
        int line = _lines.BinarySearch(index);
        line = line < 0 ? ~line - 1 : line;
        return new(line + 1, index - _lines[line] + 1);
    }

    // Steps over the characters of a scalar as it is written.
    private ref struct Walk
    {
        private readonly string _text;
        private readonly char _quote;

        public Walk(string text, int start)
        {
            _text = text;
            At = start;
            while (Current is '&' or '!')
            {
                while (Current is not ('\0' or ' ' or '\n' or '\t'))
                {
                    At++;
                }

                SkipSpace();
            }

            _quote = Current;
            if (_quote is '|' or '>')
            {
                while (Current is not ('\0' or '\n'))
                {
                    At++;
                }
            }
            else if (_quote is '"' or '\'')
            {
                At++;
            }
        }

        public int At { get; private set; }

        private readonly char Current => At < _text.Length ? _text[At] : '\0';

        public void SkipSpace()
        {
            while (At < _text.Length && (char.IsWhiteSpace(_text[At]) || IsEscapedSpace()))
            {
                At += _text[At] == '\\' ? 2 : 1;
            }
        }

        // One character of the value.
        public void Next()
        {
            int width = _quote == '\'' && Current == '\'' ? 2
                : _quote != '"' || Current != '\\' || At + 1 >= _text.Length ? 1
                : _text[At + 1] switch { 'x' => 4, 'u' => 6, 'U' => 10, _ => 2 };
            At = Math.Min(At + width, _text.Length);
        }

        private readonly bool IsEscapedSpace() => _quote == '"' && _text[At] == '\\' && At + 1 < _text.Length
            && _text[At + 1] is 'n' or 't' or 'r' or 'v' or 'f' or ' ' or '\t' or '\n' or '\r' or 'N' or '_' or 'L' or 'P';
    }
}
