using Tocsin.Model.Compression;

namespace Tocsin.Signals.RemoteRead;

/// <summary>A message that is packed while it is written, so that it is never in memory unpacked. Not thread-safe.</summary>
internal sealed class PackedMessage
{
    private readonly SnappyEncoder _encoder = new();
    private readonly byte[] _piece = new byte[SnappyEncoder.PieceBytesMax];
    private readonly List<byte[]> _packed = [];
    private readonly byte[] _scratch = new byte[SnappyEncoder.PackedBytesMax(SnappyEncoder.PieceBytesMax)];
    private int _used;

    /// <summary>How many bytes were written.</summary>
    public long Length { get; private set; }

    /// <summary>How many bytes that takes so far.</summary>
    public long PackedLength { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            int part = Math.Min(bytes.Length, _piece.Length - _used);
            bytes[..part].CopyTo(_piece.AsSpan(_used));
            bytes = bytes[part..];
            _used += part;
            if (_used == _piece.Length)
            {
                Pack();
            }
        }
    }

    /// <summary>Packs what is left. Nothing may be written after it.</summary>
    public IReadOnlyList<byte[]> Finish()
    {
        if (_used > 0)
        {
            Pack();
        }

        return _packed;
    }

    private void Pack()
    {
        int length = _encoder.Pack(_piece.AsSpan(0, _used), _scratch);
        _packed.Add(_scratch.AsSpan(0, length).ToArray());
        PackedLength += length;
        _used = 0;
    }
}
