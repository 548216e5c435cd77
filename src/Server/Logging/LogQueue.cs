namespace Tocsin.Server.Logging;

/// <summary>
/// Lines on their way to the log. Whoever logs only puts a line into a bounded queue; one thread writes. When the
/// reader of the log stops reading, lines are dropped and their number is written once it reads again: a stuck log must
/// not stop a page.
/// </summary>
internal sealed class LogQueue : IDisposable
{
    private const int GatherBytesMax = 64 * 1024;
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _lines = new();
    private readonly SemaphoreSlim _filled = new(0);
    private readonly Stream _output;
    private readonly int _capacity;
    private readonly Func<long, byte[]> _describeDropped;
    private readonly Thread _writer;
    private long _dropped;
    private bool _closed;

    /// <param name="output">Where lines go; not closed here.</param>
    /// <param name="capacity">Lines that may wait.</param>
    /// <param name="describeDropped">Makes the line that tells how many were dropped.</param>
    public LogQueue(Stream output, int capacity, Func<long, byte[]> describeDropped)
    {
        _output = output;
        _capacity = capacity;
        _describeDropped = describeDropped;
        _writer = new Thread(Write) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    public void Add(byte[] line)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (_lines.Count >= _capacity)
            {
                _dropped++;
                return;
            }

            _lines.Enqueue(line);
            if (_lines.Count > 1)
            {
                return;
            }
        }

        _filled.Release();
    }

    /// <summary>Writes what waits, for two seconds at most, and stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _filled.Release();
        _writer.Join(TimeSpan.FromSeconds(2));
    }

    private void Write()
    {
        var gathered = new MemoryStream();
        while (true)
        {
            _filled.Wait();
            while (Gather(gathered))
            {
                WriteOut(gathered);
            }

            lock (_gate)
            {
                if (_closed && _lines.Count == 0)
                {
                    return;
                }
            }
        }
    }

    private bool Gather(MemoryStream gathered)
    {
        gathered.SetLength(0);
        long dropped;
        lock (_gate)
        {
            while (gathered.Length < GatherBytesMax && _lines.TryDequeue(out byte[]? line))
            {
                gathered.Write(line);
            }

            dropped = _dropped;
            _dropped = 0;
        }

        if (dropped > 0)
        {
            gathered.Write(_describeDropped(dropped));
        }

        return gathered.Length > 0;
    }

    private void WriteOut(MemoryStream gathered)
    {
        try
        {
            _output.Write(gathered.GetBuffer(), 0, (int)gathered.Length);
            _output.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody can be told that the log is gone.
        }
    }
}
