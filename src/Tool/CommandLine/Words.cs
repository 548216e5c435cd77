using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Tool.CommandLine;

/// <summary>What a word of the command line is.</summary>
internal enum WordKind
{
    LongFlag,
    ShortFlag,
    Argument,
    Error,
    End,
}

/// <summary>A word of the command line.</summary>
internal readonly record struct Word(WordKind Kind, string Text)
{
    public override string ToString() => Kind switch
    {
        WordKind.LongFlag => "--" + Text,
        WordKind.ShortFlag => "-" + Text,
        _ => Text,
    };
}

/// <summary>
/// Cuts a command line into words: splits <c>--name=value</c>, runs of short switches and <c>-ovalue</c>, and puts the
/// lines of <c>@file</c> in the place of that word.
/// </summary>
/// <remarks>
/// Source: kingpin's parser; known shorts matter because only then is <c>-ofoo</c> a flag with a value.
/// </remarks>
internal sealed class Words(IEnumerable<string> arguments, Func<char, FlagSpec?> shortFlag)
{
    /// <summary>Bounds what a file that names itself (<c>@f</c> inside f) could otherwise expand to.</summary>
    private const int ExpansionsMax = 64;

    private readonly LinkedList<string> _rest = new(arguments);
    private readonly Stack<Word> _pushed = new();
    private bool _argumentsOnly;
    private int _expansions;

    public Word Peek()
    {
        if (_pushed.Count == 0)
        {
            Word next = Next();
            // Next may have pushed the value behind a flag; the flag itself goes on top of it.
            _pushed.Push(next);
        }

        return _pushed.Peek();
    }

    public void Skip() => Next();

    public void PushBack(Word word) => _pushed.Push(word);

    private Word Next()
    {
        if (_pushed.TryPop(out Word pushed))
        {
            return pushed;
        }

        if (_rest.First is not { } first)
        {
            return new Word(WordKind.End, "<EOL>");
        }

        string text = first.Value;
        _rest.RemoveFirst();
        if (_argumentsOnly)
        {
            return new Word(WordKind.Argument, text);
        }

        if (text == "--")
        {
            _argumentsOnly = true;
            return Next();
        }

        if (text.StartsWith("--", StringComparison.Ordinal))
        {
            return LongFlag(text[2..]);
        }

        return text switch
        {
            "-" => new Word(WordKind.Argument, ""),
            ['-', ..] => ShortFlag(text),
            ['@', ..] => Expand(text[1..]),
            _ => new Word(WordKind.Argument, text),
        };
    }

    private Word LongFlag(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return new Word(WordKind.LongFlag, text);
        }

        _pushed.Push(new Word(WordKind.Argument, text[(equals + 1)..]));
        return new Word(WordKind.LongFlag, text[..equals]);
    }

    private Word ShortFlag(string text)
    {
        int length = Rune.TryGetRuneAt(text, 1, out Rune rune) ? rune.Utf16SequenceLength : 1;
        string name = text.Substring(1, length);
        string behind = text[(1 + length)..];
        FlagSpec? flag = length == 1 ? shortFlag(name[0]) : null;
        if (behind.Length > 0)
        {
            if (flag is { IsSwitch: false })
            {
                _pushed.Push(new Word(WordKind.Argument, behind));
            }
            else
            {
                _rest.AddFirst("-" + behind);
            }
        }

        return new Word(WordKind.ShortFlag, name);
    }

    private Word Expand(string path)
    {
        if (path.Length == 0)
        {
            return new Word(WordKind.Error, "expected @ file to expand arguments from");
        }

        if (++_expansions > ExpansionsMax)
        {
            return new Word(WordKind.Error, $"too many @ files, the last is {GoQuote.Quote(path)}");
        }

        try
        {
            string[] lines = File.ReadAllLines(path, Encoding.UTF8);
            foreach (string line in lines.Where(l => !l.StartsWith('#') && l.Trim().Length > 0).Reverse())
            {
                _rest.AddFirst(line);
            }

            return Next();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string opening = $"open {path}: {FileErrors.Describe(e)}";
            return new Word(WordKind.Error, $"failed to open arguments file {GoQuote.Quote(path)}: {opening}");
        }
    }
}
