using System.Buffers;
using System.IO.Pipelines;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Api;

/// <summary>
/// Writes a response body as UTF-8 JSON without a document in between: label sets are UTF-8 already, so most of an
/// answer is copied. Strings are escaped as Go's encoder does, with <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> as numbers.
/// </summary>
/// <remarks>
/// Not thread-safe. Call <see cref="FlushIfLargeAsync"/> between items, so that a large answer streams. What is written is
/// the destination's after a flush or <see cref="Commit"/>.
/// </remarks>
internal sealed class JsonOutput(IBufferWriter<byte> destination)
{
    private const int FlushBytes = 64 * 1024;

    // The first piece is one of the connection's own small blocks, the later ones spare it a block for every few series.
    private const int LaterPieceBytes = 32 * 1024;
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(EscapedBytes());
    private Memory<byte> _piece;
    private int _used;
    private int _unflushed;

    /// <summary>Writes JSON that is known to be well-formed as it is.</summary>
    public JsonOutput Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Room(json.Length));
        Advance(json.Length);
        return this;
    }

    /// <summary>Room for JSON that the caller writes; <see cref="Advance"/> says how much it was.</summary>
    /// <param name="size">How many bytes at least.</param>
    public Span<byte> Room(int size)
    {
        if (_piece.Length - _used < size)
        {
            Commit();
            _piece = destination.GetMemory(_unflushed == 0 ? size : Math.Max(size, LaterPieceBytes));
        }

        return _piece.Span[_used..];
    }

    /// <summary>So many bytes of the room were written.</summary>
    public void Advance(int count)
    {
        _used += count;
        _unflushed += count;
    }

    /// <summary>Hands to the destination what was written.</summary>
    public void Commit()
    {
        if (_piece.Length > 0)
        {
            destination.Advance(_used);
            (_piece, _used) = (default, 0);
        }
    }

    /// <summary>Writes a string from UTF-8.</summary>
    public JsonOutput String(ReadOnlySpan<byte> utf8)
    {
        Raw("\""u8);
        while (true)
        {
            int plain = utf8.IndexOfAny(Escaped);
            if (plain < 0)
            {
                return Raw(utf8).Raw("\""u8);
            }

            Raw(utf8[..plain]);
            utf8 = utf8[(plain + Escape(utf8[plain..]))..];
        }
    }

    /// <summary>Writes a string; a lone surrogate becomes U+FFFD.</summary>
    public JsonOutput String(string text)
    {
        if (text.Length <= 256)
        {
            Span<byte> utf8 = stackalloc byte[768];
            return String(utf8[..System.Text.Encoding.UTF8.GetBytes(text, utf8)]);
        }

        return String(System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Writes an array of strings.</summary>
    public JsonOutput Strings(IReadOnlyList<string> texts)
    {
        Raw("["u8);
        for (int i = 0; i < texts.Count; i++)
        {
            Raw(i == 0 ? default : ","u8).String(texts[i]);
        }

        return Raw("]"u8);
    }

    /// <summary>Writes a label set as an object in name order.</summary>
    public JsonOutput Labels(LabelSet labels)
    {
        // Nearly always nothing has to be escaped, and then one piece of the pipe takes it all.
        Span<byte> place = Room(labels.Encoded.Length + (labels.Count * 6) + 2);
        if (TryWritePlain(labels, place, out int length))
        {
            Advance(length);
            return this;
        }

        Raw("{"u8);
        bool first = true;
        foreach (LabelSet.Label label in labels)
        {
            Raw(first ? default : ","u8).String(label.Name).Raw(":"u8).String(label.Value);
            first = false;
        }

        return Raw("}"u8);
    }

    /// <summary>Writes a time as a string with milliseconds.</summary>
    public JsonOutput Time(Instant at)
    {
        Span<byte> place = Room(Rfc3339.MaxBytes + 2);
        place[0] = (byte)'"';
        int length = Rfc3339.WriteMilliseconds(at, place[1..]);
        place[length + 1] = (byte)'"';
        Advance(length + 2);
        return this;
    }

    /// <summary>Writes a whole number.</summary>
    public JsonOutput Number(long value)
    {
        Span<byte> place = Room(20);
        System.Buffers.Text.Utf8Formatter.TryFormat(value, place, out int length);
        Advance(length);
        return this;
    }

    /// <summary>Writes 16 hexadecimal digits, without quotes.</summary>
    public JsonOutput Hex(Fingerprint fingerprint)
    {
        Span<byte> place = Room(16);
        fingerprint.Value.TryFormat(place, out int length, "x16");
        Advance(length);
        return this;
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public JsonOutput Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Sends what has piled up; false if the reader is gone.</summary>
    public async ValueTask<bool> FlushIfLargeAsync(CancellationToken cancellationToken)
    {
        if (_unflushed < FlushBytes)
        {
            return true;
        }

        return await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the body with a new line, as upstream's encoder does, and sends the rest.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => Raw("\n"u8).SendAsync(cancellationToken);

    /// <summary>Sends the rest of a body that ends here.</summary>
    public async Task SendAsync(CancellationToken cancellationToken) =>
        await FlushAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        Commit();
        _unflushed = 0;
        var pipe = (PipeWriter)destination;
        FlushResult result = await pipe.FlushAsync(cancellationToken).ConfigureAwait(false);
        return !result.IsCompleted;
    }

    private static bool TryWritePlain(LabelSet labels, Span<byte> place, out int length)
    {
        length = 0;
        place[length++] = (byte)'{';
        foreach (LabelSet.Label label in labels)
        {
            if (label.Name.ContainsAny(Escaped) || label.Value.ContainsAny(Escaped))
            {
                return false;
            }

            if (length > 1)
            {
                place[length++] = (byte)',';
            }

            place[length++] = (byte)'"';
            label.Name.CopyTo(place[length..]);
            length += label.Name.Length;
            "\":\""u8.CopyTo(place[length..]);
            length += 3;
            label.Value.CopyTo(place[length..]);
            length += label.Value.Length;
            place[length++] = (byte)'"';
        }

        place[length++] = (byte)'}';
        return true;
    }

    private static byte[] EscapedBytes()
    {
        // 0xE2 begins U+2028 and U+2029, which Go escapes; the rest of that row is passed on.
        IEnumerable<byte> control = Enumerable.Range(0, 0x20).Select(value => (byte)value);
        return [.. control, .. "\"\\<>&"u8, 0xE2];
    }

    private int Escape(ReadOnlySpan<byte> utf8)
    {
        byte first = utf8[0];
        if (first == 0xE2)
        {
            bool isSeparator = utf8.Length > 2 && utf8[1] == 0x80 && utf8[2] is 0xA8 or 0xA9;
            Raw(!isSeparator ? utf8[..1] : utf8[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
            return isSeparator ? 3 : 1;
        }

        ReadOnlySpan<byte> hex = "0123456789abcdef"u8;
        Raw(first switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            (byte)'\b' => "\\b"u8,
            (byte)'\f' => "\\f"u8,
            _ => [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', hex[first >> 4], hex[first & 15]],
        });
        return 1;
    }
}
