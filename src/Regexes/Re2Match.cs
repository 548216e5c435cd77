using System.Buffers;

namespace Tocsin.Regexes;

/// <summary>A match in a text that need not be UTF-8. Immutable.</summary>
public sealed class Re2Match
{
    private readonly RegexProgram _program;
    private readonly byte[] _text;
    private readonly int[] _slots;

    internal Re2Match(RegexProgram program, byte[] text, int[] slots)
    {
        _program = program;
        _text = text;
        _slots = slots;
    }

    /// <summary>
    /// The template, in which <c>$1</c>, <c>$name</c> and <c>${name}</c> stand for groups and <c>$$</c> for a dollar sign.
    /// Go's <c>Expand</c>.
    /// </summary>
    public byte[] Expand(ReadOnlySpan<byte> template)
    {
        var result = new ArrayBufferWriter<byte>(template.Length + 16);
        Replacement.Expand(_program, _text, _slots, template, result);
        return result.WrittenSpan.ToArray();
    }
}
