using System.Buffers;

namespace Tocsin.Signals.Scrape;

/// <summary>Writes series as the text format names them, one behind the other. Not thread-safe.</summary>
internal sealed class SeriesTextWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private bool _hasLabel;
    private bool _isOpen;

    /// <summary>All that was written since the last series that has a name.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Begins a series; one without a name, such as an exemplar's labels, goes behind what there is.</summary>
    public void Begin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix)
    {
        if (!name.IsEmpty)
        {
            _bytes.ResetWrittenCount();
        }

        _hasLabel = false;
        bool isClassic = Model.Labels.LabelName.IsClassic(name) || name.Contains((byte)':');
        _isOpen = name.IsEmpty || !isClassic;
        if (name.IsEmpty)
        {
            _bytes.Write("{"u8);
        }
        else if (isClassic)
        {
            _bytes.Write(name);
            _bytes.Write(suffix);
        }
        else
        {
            _bytes.Write("{"u8);
            WriteQuoted([.. name, .. suffix]);
            _hasLabel = true;
        }
    }

    /// <summary>Adds a label.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _bytes.Write(_isOpen ? default : "{"u8);
        _bytes.Write(_hasLabel ? ","u8 : default);
        if (Model.Labels.LabelName.IsClassic(name))
        {
            _bytes.Write(name);
        }
        else
        {
            WriteQuoted(name);
        }

        _bytes.Write("="u8);
        WriteQuoted(value);
        (_isOpen, _hasLabel) = (true, true);
    }

    /// <summary>Ends the series; how many bytes were written since the last series that has a name.</summary>
    public int End()
    {
        if (_isOpen)
        {
            _bytes.Write("}"u8);
        }

        return _bytes.WrittenCount;
    }

    private void WriteQuoted(ReadOnlySpan<byte> text)
    {
        _bytes.Write("\""u8);
        while (text.IndexOfAny((byte)'\\', (byte)'"', (byte)'\n') is >= 0 and var at)
        {
            _bytes.Write(text[..at]);
            _bytes.Write(text[at] == (byte)'\n' ? "\\n"u8 : text[at] == (byte)'"' ? "\\\""u8 : "\\\\"u8);
            text = text[(at + 1)..];
        }

        _bytes.Write(text);
        _bytes.Write("\""u8);
    }
}
