namespace Tocsin.Regexes;

/// <summary>Turns a tree into a program. Instructions are made from the end to the start, so every target is known.</summary>
// Source: Go regexp/syntax, Compile and Simplify: x{2,5} becomes xx(x(x(x)?)?)?, and a loop whose body can match
// nothing becomes (x+)?, so that the first way through the body keeps its preference.
internal sealed class RegexCompiler
{
    private readonly List<RegexInstruction> _code = [];
    private readonly Dictionary<RuneRanges, int> _sets = [];
    private readonly string[] _names;

    private RegexCompiler(int groups)
    {
        _names = new string[groups + 1];
        Array.Fill(_names, "");
    }

    public static RegexProgram Compile(RegexNode root, int groups)
    {
        var compiler = new RegexCompiler(groups);
        int match = compiler.Emit(RegexOp.Match, 0, 0);
        int end = compiler.Emit(RegexOp.Save, match, 1);
        int body = compiler.Translate(root, end);
        int start = compiler.Emit(RegexOp.Save, body, 0);
        RegexInstruction[] code = [.. compiler._code];
        const Assertion Words = Assertion.WordBoundary | Assertion.NoWordBoundary;
        bool splitWords = code.Any(c => c.Op == RegexOp.Assert && ((Assertion)c.Argument & Words) != 0);
        RuneRanges[] sets = [.. compiler._sets.OrderBy(s => s.Value).Select(s => s.Key)];
        return new RegexProgram
        {
            Code = code,
            Start = start,
            Alphabet = new RuneAlphabet(sets, splitWords),
            Groups = groups,
            GroupNames = compiler._names,
            AnchoredAtStart = BeginsAtStart(root),
        };
    }

    /// <summary>True if every match of the node begins with the assertion that the text begins here.</summary>
    private static bool BeginsAtStart(RegexNode node) => node switch
    {
        RegexNode.Assert assert => assert.Kind == Assertion.BeginText,
        RegexNode.Capture capture => BeginsAtStart(capture.Inner),
        RegexNode.Concat { Parts: [var first, ..] } => BeginsAtStart(first),
        RegexNode.Alternate alternate => alternate.Choices.All(BeginsAtStart),
        RegexNode.Repeat { Min: > 0 } repeat => BeginsAtStart(repeat.Inner),
        _ => false,
    };

    private int Emit(RegexOp op, int next, int argument)
    {
        _code.Add(new(op, next, argument));
        return _code.Count - 1;
    }

    private int Split(int preferred, int other, bool swapped) =>
        swapped ? Emit(RegexOp.Split, other, preferred) : Emit(RegexOp.Split, preferred, other);

    // Returns where the node's code begins; it goes on at "next".
    private int Translate(RegexNode node, int next)
    {
        switch (node)
        {
            case RegexNode.Runes runes:
                return Emit(RegexOp.Rune, next, IndexOf(runes.Set));
            case RegexNode.Assert assert:
                return Emit(RegexOp.Assert, next, (int)assert.Kind);
            case RegexNode.Capture capture:
                _names[capture.Index] = capture.Name;
                int close = Emit(RegexOp.Save, next, (2 * capture.Index) + 1);
                return Emit(RegexOp.Save, Translate(capture.Inner, close), 2 * capture.Index);
            case RegexNode.Concat concat:
                return CompileConcat(concat.Parts, next);
            case RegexNode.Alternate alternate:
                return CompileAlternate(alternate.Choices, next);
            default:
                return CompileRepeat((RegexNode.Repeat)node, next);
        }
    }

    private int CompileConcat(IReadOnlyList<RegexNode> parts, int next)
    {
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            next = Translate(parts[i], next);
        }

        return next;
    }

    private int CompileAlternate(IReadOnlyList<RegexNode> choices, int next)
    {
        int rest = Translate(choices[^1], next);
        for (int i = choices.Count - 2; i >= 0; i--)
        {
            rest = Emit(RegexOp.Split, Translate(choices[i], next), rest);
        }

        return rest;
    }

    private int CompileRepeat(RegexNode.Repeat repeat, int next)
    {
        int copies = repeat.Min;
        if (repeat.Max < 0)
        {
            next = copies == 0 ? CompileStar(repeat, next) : CompilePlus(repeat, next);
            copies--;
        }
        else
        {
            int afterAll = next;
            for (int i = repeat.Min; i < repeat.Max; i++)
            {
                next = Split(Translate(repeat.Inner, next), afterAll, repeat.Lazy);
            }
        }

        for (; copies > 0; copies--)
        {
            next = Translate(repeat.Inner, next);
        }

        return next;
    }

    private int CompileStar(RegexNode.Repeat repeat, int next)
    {
        if (MatchesNothing(repeat.Inner))
        {
            return Split(CompilePlus(repeat, next), next, repeat.Lazy);
        }

        int loop = Emit(RegexOp.Split, 0, 0);
        int body = Translate(repeat.Inner, loop);
        _code[loop] = repeat.Lazy ? new(RegexOp.Split, next, body) : new(RegexOp.Split, body, next);
        return loop;
    }

    private int CompilePlus(RegexNode.Repeat repeat, int next)
    {
        int loop = Emit(RegexOp.Split, 0, 0);
        int body = Translate(repeat.Inner, loop);
        _code[loop] = repeat.Lazy ? new(RegexOp.Split, next, body) : new(RegexOp.Split, body, next);
        return body;
    }

    private static bool MatchesNothing(RegexNode node) => node switch
    {
        RegexNode.Runes => false,
        RegexNode.Assert => true,
        RegexNode.Capture capture => MatchesNothing(capture.Inner),
        RegexNode.Repeat repeat => repeat.Min == 0 || MatchesNothing(repeat.Inner),
        RegexNode.Concat concat => concat.Parts.All(MatchesNothing),
        _ => ((RegexNode.Alternate)node).Choices.Any(MatchesNothing),
    };

    private int IndexOf(RuneRanges set)
    {
        if (!_sets.TryGetValue(set, out int index))
        {
            index = _sets.Count;
            _sets.Add(set, index);
        }

        return index;
    }
}
