using System.Buffers.Binary;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Tocsin.Model.Checksums;
using Tocsin.Tsdb;

namespace Tocsin.Server.Push;

/// <summary>The groups on disk: one file of records, each the newest state of a group. Thread-safe.</summary>
/// <remarks>
/// The file begins with eight bytes, <c>TOCPUSH1</c>; a record is its length and its CRC-32C, four bytes each, little-endian,
/// and then itself. A file that ends within a record was cut short by a crash, which nobody had been told was written.
/// </remarks>
internal sealed class PushLog : IAsyncDisposable
{
    private const int HeadBytes = 8;
    private const int RewriteBytesMin = 4 << 20;

    private readonly string _path;
    private readonly Func<IReadOnlyList<byte[]>> _snapshot;
    private readonly Channel<(byte[] Record, TaskCompletionSource Done)> _waiting =
        Channel.CreateUnbounded<(byte[], TaskCompletionSource)>(new() { SingleReader = true });

    private readonly Task _writing;
    private SafeFileHandle? _file;
    private long _length;
    private long _rewriteAbove;

    private PushLog(string path, Func<IReadOnlyList<byte[]>> snapshot)
    {
        (_path, _snapshot) = (path, snapshot);
        _writing = Task.Run(RunAsync);
    }

    private static ReadOnlySpan<byte> Magic => "TOCPUSH1"u8;

    /// <summary>How many bytes the file has.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Reads what is there.</summary>
    /// <param name="path">The file; it need not be there.</param>
    /// <param name="take">Gets each record, the oldest first; false if it makes no sense.</param>
    /// <returns>What was found to be wrong; null if nothing was.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Read(string path, Func<ReadOnlyMemory<byte>, bool> take)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(path);
        if (!bytes.AsSpan().StartsWith(Magic))
        {
            return bytes.Length < Magic.Length ? null : $"{path} holds no pushed groups; it is left out, and written anew";
        }

        int at = Magic.Length;
        while (bytes.Length - at >= HeadBytes)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
            uint sum = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4));
            if (length > (uint)(bytes.Length - at - HeadBytes))
            {
                break;
            }

            ReadOnlyMemory<byte> record = bytes.AsMemory(at + HeadBytes, (int)length);
            if (Crc32C.Of(record.Span) != sum || !take(record))
            {
                return $"{path} is damaged at byte {at}; the groups before it are kept";
            }

            at += HeadBytes + (int)length;
        }

        return null;
    }

    /// <summary>Begins a file with what a snapshot holds; called later too, whenever the file is mostly old.</summary>
    /// <param name="path">The file.</param>
    /// <param name="snapshot">All groups as records; what was appended before is in it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static PushLog Begin(string path, Func<IReadOnlyList<byte[]>> snapshot)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var log = new PushLog(path, snapshot);
        log.Rewrite(snapshot());
        return log;
    }

    /// <summary>Completes when the record is on disk.</summary>
    /// <exception cref="IOException">The disk refused it.</exception>
    public Task AppendAsync(byte[] record)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.Writer.TryWrite((record, done)))
        {
            done.SetException(new IOException("the server stops"));
        }

        return done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        _file?.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<(byte[] Record, TaskCompletionSource Done)>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < 1000 && _waiting.Reader.TryRead(out (byte[] Record, TaskCompletionSource Done) next))
            {
                batch.Add(next);
            }

            try
            {
                Write(batch);
                batch.ForEach(one => one.Done.SetResult());
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
            {
                // Nobody knows what of it arrived: the next write begins a new file.
                _file?.Dispose();
                _file = null;
                batch.ForEach(one => one.Done.SetException(new IOException($"{_path} cannot be written: {wrong.Message}")));
            }
        }
    }

    // A snapshot is at least as new as all that waits.
    private void Write(List<(byte[] Record, TaskCompletionSource Done)> batch)
    {
        if (_file is null || _length > _rewriteAbove)
        {
            Rewrite(_snapshot());
            return;
        }

        Append(_file, batch.Select(one => one.Record));
        RandomAccess.FlushToDisk(_file);
    }

    private void Rewrite(IReadOnlyList<byte[]> records)
    {
        string begun = _path + ".new";
        SafeFileHandle file = File.OpenHandle(begun, FileMode.Create, FileAccess.Write, FileShare.Read);
        try
        {
            RandomAccess.Write(file, Magic, 0);
            _length = Magic.Length;
            Append(file, records);
            RandomAccess.FlushToDisk(file);
            File.Move(begun, _path, overwrite: true);
            Directories.Sync(Path.GetDirectoryName(_path)!);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file?.Dispose();
        _file = file;
        _rewriteAbove = Math.Max(RewriteBytesMin, _length * 4);
    }

    private void Append(SafeFileHandle file, IEnumerable<byte[]> records)
    {
        foreach (byte[] record in records)
        {
            byte[] whole = new byte[HeadBytes + record.Length];
            BinaryPrimitives.WriteUInt32LittleEndian(whole, (uint)record.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(4), Crc32C.Of(record));
            record.CopyTo(whole, HeadBytes);
            RandomAccess.Write(file, whole, _length);
            Volatile.Write(ref _length, _length + whole.Length);
        }
    }
}
