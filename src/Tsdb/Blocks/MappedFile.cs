using System.IO.MemoryMappedFiles;

namespace Tocsin.Tsdb.Blocks;

/// <summary>A file that the system maps into memory, read only. Thread-safe until it is disposed of.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    /// <summary>Maps a file.</summary>
    /// <exception cref="IOException">It cannot be read, or it is empty.</exception>
    public MappedFile(string path)
    {
        Length = new FileInfo(path).Length;
        if (Length == 0)
        {
            throw new IOException($"{path} is empty");
        }

        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }

    /// <summary>How many bytes the file has.</summary>
    public long Length { get; }

    /// <summary>Some bytes of the file, which end with it.</summary>
    /// <exception cref="TsdbFormatException">They are not all inside.</exception>
    public ReadOnlySpan<byte> Bytes(long at, long count)
    {
        if (at < 0 || count is < 0 or > int.MaxValue || at > Length - count)
        {
            throw new TsdbFormatException($"{count} bytes at {at} of a file of {Length}");
        }

        return new ReadOnlySpan<byte>(_start + at, (int)count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
