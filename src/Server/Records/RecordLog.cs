using System.Buffers.Binary;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Tocsin.Model.Checksums;
using Tocsin.Tsdb;

namespace Tocsin.Server.Records;

/// <summary>
/// One file of records, written together with one sync, and begun anew with a snapshot when most of it is old. Thread-safe.
/// </summary>
/// <remarks>
/// The file begins with eight bytes, which name what it holds; a record is its length and its CRC-32C, four bytes each,
/// little-endian, and then itself. A file that ends within a record was cut short by a crash, which nobody had been told was
/// written. A file that is begun anew takes its name when it is whole and on disk.
/// </remarks>
internal sealed class RecordLog : IAsyncDisposable
{
    private const int HeadBytes = 8;
    private const int RewriteBytesMin = 4 << 20;

    private readonly string _path;
    private readonly RecordLogKind _kind;
    private readonly Func<IReadOnlyList<byte[]>> _snapshot;
    private readonly Channel<Entry> _waiting = Channel.CreateUnbounded<Entry>(new() { SingleReader = true });

    private readonly Task _writing;
    private SafeFileHandle? _file;
    private long _length;
    private long _rewriteAbove;

    private RecordLog(string path, RecordLogKind kind, Func<IReadOnlyList<byte[]>> snapshot)
    {
        (_path, _kind, _snapshot) = (path, kind, snapshot);
        Rewrite(snapshot(), []);
        _writing = Task.Run(RunAsync);
    }

    /// <summary>How many bytes the file has.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Reads what is there.</summary>
    /// <param name="path">The file; it need not be there.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="take">Gets each record, the oldest first; false if it makes no sense.</param>
    /// <returns>What was found to be wrong; null if nothing was.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Read(string path, RecordLogKind kind, Func<ReadOnlyMemory<byte>, bool> take)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(path);
        if (!bytes.AsSpan().StartsWith(kind.Magic))
        {
            return bytes.Length < kind.Magic.Length ? null : $"{path} holds no {kind.What}; it is left out, and written anew";
        }

        int at = kind.Magic.Length;
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
                return $"{path} is damaged at byte {at}; the {kind.What} before it are kept";
            }

            at += HeadBytes + (int)length;
        }

        return null;
    }

    /// <summary>Begins a file with what a snapshot holds; called later too, whenever the file is mostly old.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="snapshot">All there is as records.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static RecordLog Begin(string path, RecordLogKind kind, Func<IReadOnlyList<byte[]>> snapshot)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new RecordLog(path, kind, snapshot);
    }

    /// <summary>Completes when the record is on disk, and was applied if that is its turn.</summary>
    /// <param name="record">The record.</param>
    /// <param name="apply">What it does to what snapshots are made of; null if that is done already.</param>
    /// <exception cref="IOException">The disk refused it.</exception>
    public Task AppendAsync(byte[] record, Action? apply = null)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.Writer.TryWrite(new Entry(record, apply, done)))
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
        var batch = new List<Entry>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < 1000 && _waiting.Reader.TryRead(out Entry? next))
            {
                batch.Add(next);
            }

            try
            {
                Write(batch);
                batch.ForEach(End);
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

    // What was applied before it is on disk is in a snapshot already, and perhaps newer there.
    private void Write(List<Entry> batch)
    {
        IEnumerable<byte[]> records = batch.Select(one => one.Record);
        if (_file is null || _length > _rewriteAbove)
        {
            Rewrite(_snapshot(), _kind.IsAppliedFirst ? [] : records);
            return;
        }

        Append(_file, records);
        RandomAccess.FlushToDisk(_file);
    }

    private static void End(Entry entry)
    {
        try
        {
            entry.Apply?.Invoke();
            entry.Done.SetResult();
        }
        catch (Exception wrong)
        {
            entry.Done.SetException(wrong);
        }
    }

    private void Rewrite(IReadOnlyList<byte[]> snapshot, IEnumerable<byte[]> behind)
    {
        string begun = _path + ".new";
        SafeFileHandle file = File.OpenHandle(begun, FileMode.Create, FileAccess.Write, FileShare.Read);
        try
        {
            RandomAccess.Write(file, _kind.Magic, 0);
            _length = _kind.Magic.Length;
            Append(file, snapshot);
            long ofSnapshot = _length;
            Append(file, behind);
            _rewriteAbove = Math.Max(RewriteBytesMin, ofSnapshot * 4);
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

    private sealed record Entry(byte[] Record, Action? Apply, TaskCompletionSource Done);
}

/// <summary>What a file of records holds. Immutable.</summary>
/// <param name="magic">Its first eight bytes.</param>
/// <param name="what">What the records are, for people.</param>
internal sealed class RecordLogKind(byte[] magic, string what)
{
    /// <summary>Its first eight bytes.</summary>
    public ReadOnlySpan<byte> Magic => magic;

    /// <summary>What the records are, for people.</summary>
    public string What => what;

    /// <summary>Whether what a record says is in a snapshot before the record is on disk.</summary>
    public bool IsAppliedFirst { get; init; }
}
