using System.Buffers;
using System.Text.Unicode;

namespace Tocsin.Rules.Texts;

/// <summary>Characters that grow; on the stack as long as they are few.</summary>
internal ref struct TextBuffer(Span<char> initial)
{
    private Span<char> _chars = initial;
    private char[]? _rented;
    private int _length;

    public readonly string Finish() => _length == 0 ? "" : _chars[.._length].ToString();

    public readonly void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }
    }

    public void Append(ReadOnlySpan<char> text)
    {
        text.CopyTo(Reserve(text.Length));
        _length += text.Length;
    }

    /// <summary>Appends UTF-8; false if it is not, and then nothing is appended.</summary>
    public bool TryAppend(ReadOnlySpan<byte> utf8)
    {
        // One byte never becomes more than one UTF-16 unit.
        OperationStatus status =
            Utf8.ToUtf16(utf8, Reserve(utf8.Length), out _, out int written, replaceInvalidSequences: false);
        _length += status == OperationStatus.Done ? written : 0;
        return status == OperationStatus.Done;
    }

    /// <summary>Room for so many characters; <see cref="Advance"/> says how many were written.</summary>
    public Span<char> Reserve(int count)
    {
        if (_chars.Length - _length < count)
        {
            Grow(count);
        }

        return _chars[_length..];
    }

    public void Advance(int written) => _length += written;

    private void Grow(int count)
    {
        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(_chars.Length * 2, _length + count));
        _chars[.._length].CopyTo(larger);
        Dispose();
        _chars = _rented = larger;
    }
}
