using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Tocsin.Model.Checksums;

namespace Tocsin.Tsdb.Wal;

/// <summary>
/// The write-ahead log's writing end: records gather in memory, and a thread of its own writes and syncs all that has
/// gathered at once, so that a hundred callers who wait cost one sync.
/// </summary>
/// <remarks>
/// Thread-safe. What a failed write or sync was to bring to disk stays in memory and is written again to the same place,
/// since after a failed sync nobody knows which pages arrived.
/// </remarks>
internal sealed class LogWriter : IDisposable
{
    /// <summary>How many bytes may wait for the disk. Beyond it appending fails.</summary>
    public const int BacklogBytesMax = 128 * 1024 * 1024;

    private const int KeptBytesMax = 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly List<(long Through, TaskCompletionSource Done)> _waiters = [];
    private readonly SemaphoreSlim _work = new(0);
    private readonly Lock _disk = new();
    private readonly Thread _thread;
    private NativeList<byte> _gathering = new();
    private NativeList<byte> _writing = new();
    private SafeFileHandle _file;
    private long _at;
    private long _sampleBytes;
    private long _appended;
    private long _durable;
    private bool _stopping;

    /// <summary>Opens a new segment, in which nothing is written yet.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public LogWriter(string folder, long segment)
    {
        _folder = folder;
        Segment = segment;
        _file = Open(segment);
        _thread = new Thread(Run) { IsBackground = true, Name = "series log" };
        _thread.Start();
    }

    /// <summary>The number of the segment that is written now.</summary>
    public long Segment { get; private set; }

    /// <summary>How many bytes the segment has, waiting ones included.</summary>
    public long SegmentBytes
    {
        get
        {
            lock (_gate)
            {
                return _at + _gathering.Count + _writing.Count;
            }
        }
    }

    /// <summary>How many of them are not the names of series, waiting ones included.</summary>
    public long SampleBytes
    {
        get
        {
            lock (_gate)
            {
                return _sampleBytes;
            }
        }
    }

    /// <summary>The last failure, or null if the last write went well.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Makes sure that more may be appended.</summary>
    /// <exception cref="IOException">The disk has refused so much already that no more is kept.</exception>
    public void EnsureRoom()
    {
        lock (_gate)
        {
            if (_gathering.Count > BacklogBytesMax)
            {
                throw new IOException($"the series log cannot be written: {Failure?.Message ?? "the disk does not keep up"}");
            }
        }
    }

    /// <summary>Appends a record.</summary>
    public void Append(LogRecordKind kind, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            Span<byte> head = _gathering.Extend(LogFormat.RecordHeaderBytes);
            BinaryPrimitives.WriteInt32LittleEndian(head, payload.Length);
            head[8] = (byte)kind;
            uint checksum = Crc32C.Finish(Crc32C.Add(Crc32C.Add(Crc32C.Start, head[8..9]), payload));
            BinaryPrimitives.WriteUInt32LittleEndian(head[4..], checksum);
            _gathering.Add(payload);
            _appended++;
            _sampleBytes += kind == LogRecordKind.Series ? 0 : LogFormat.RecordHeaderBytes + payload.Length;
        }
    }

    /// <summary>
    /// Completes when all that was appended before is on disk. Whoever finds nobody at the disk writes and syncs himself:
    /// to wake the thread for one caller, and be woken by it, costs more than all else that a batch does here.
    /// </summary>
    public Task FlushAsync()
    {
        if (_disk.TryEnter())
        {
            try
            {
                Write();
                return Task.CompletedTask;
            }
            catch (IOException failed)
            {
                FailWaiters(failed);
                return Task.FromException(failed);
            }
            finally
            {
                _disk.Exit();
            }
        }

        lock (_gate)
        {
            if (_durable == _appended)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((_appended, done));
            _work.Release();
            return done.Task;
        }
    }

    /// <summary>Brings all to disk and goes on in a new segment; returns the number of the one that ended.</summary>
    /// <exception cref="IOException">The disk refused it; the old segment goes on.</exception>
    public long Rotate()
    {
        lock (_disk)
        {
            Write();
            SafeFileHandle next = Open(Segment + 1);
            _file.Dispose();
            lock (_gate)
            {
                _file = next;
                _at = LogFormat.HeaderBytes;
                _sampleBytes = 0;
                return Segment++;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
        }

        _work.Release();
        _thread.Join();
        _file.Dispose();
        _work.Dispose();
        lock (_gate)
        {
            _gathering.Dispose();
            _writing.Dispose();
        }
    }

    private SafeFileHandle Open(long segment)
    {
        string path = Path.Combine(_folder, LogFormat.NameOf(segment));
        SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        Span<byte> header = stackalloc byte[LogFormat.HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, LogFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], LogFormat.Version);
        RandomAccess.Write(file, header, 0);
        RandomAccess.FlushToDisk(file);
        Directories.Sync(_folder);
        _at = LogFormat.HeaderBytes;
        return file;
    }

    private void Run()
    {
        while (true)
        {
            _work.Wait(Pause);
            bool last;
            lock (_gate)
            {
                last = _stopping;
            }

            try
            {
                lock (_disk)
                {
                    Write();
                }
            }
            catch (IOException failed)
            {
                FailWaiters(failed);
            }

            if (last)
            {
                return;
            }
        }
    }

    // Under the disk's lock.
    private void Write()
    {
        long through;
        lock (_gate)
        {
            through = _appended;
            if (_writing.Count == 0)
            {
                (_writing, _gathering) = (_gathering, _writing);
            }
            else
            {
                // The write before failed: what has come since goes behind it.
                _writing.Add(_gathering.Items);
                _gathering.Clear();
            }
        }

        if (_writing.Count == 0)
        {
            return;
        }

        try
        {
            RandomAccess.Write(_file, _writing.Items, _at);
            RandomAccess.FlushToDisk(_file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Failure = failed;
            throw failed as IOException ?? new IOException(failed.Message, failed);
        }

        Failure = null;
        CompleteWaiters(through);
    }

    private void CompleteWaiters(long through)
    {
        var done = new List<TaskCompletionSource>();
        lock (_gate)
        {
            _at += _writing.Count;

            // What a slow disk made it grow to is not needed on other days.
            if (_writing.Count > KeptBytesMax)
            {
                _writing.Dispose();
            }

            _writing.Clear();
            _durable = through;
            for (int i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Through <= through)
                {
                    done.Add(_waiters[i].Done);
                    _waiters.RemoveAt(i);
                }
            }
        }

        done.ForEach(d => d.SetResult());
    }

    private void FailWaiters(IOException failed)
    {
        TaskCompletionSource[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiters.Select(w => w.Done)];
            _waiters.Clear();
        }

        Array.ForEach(waiting, w => w.SetException(new IOException(failed.Message, failed)));
    }
}
