using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Store;

/// <summary>Gathers what a batch brings into records of the log. Used under the store's append lock alone.</summary>
internal sealed class AppendLog
{
    // A record that is read again whole must stay far below what one may have.
    private const int PartBytesMax = LogFormat.RecordBytesMax / 4;

    private readonly ChunkWriter _series = new();
    private readonly ChunkWriter _numbers = new();
    private readonly ChunkWriter _times = new();
    private readonly ChunkWriter _values = new();
    private readonly ChunkWriter _chunks = new();
    private readonly ChunkWriter _scratch = new();
    private int _floats;
    private long _lastNumber;
    private long _lastTime;

    /// <summary>True once what was gathered is enough for a record, whatever the batch still brings.</summary>
    public bool IsFull => _series.Length + _values.Length + _chunks.Length > PartBytesMax;

    /// <summary>Adds an accepted sample.</summary>
    /// <param name="series">Its series.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="segment">The segment that is written: it must say itself what a number stands for.</param>
    public void Add(HeadSeries series, in HeadSample sample, long segment)
    {
        if (series.LogSegment != segment)
        {
            series.LogSegment = checked((int)segment);
            _series.WriteVarint((ulong)series.Number);
            _scratch.Clear();
            series.WriteLabels(_scratch);
            _series.WriteVarint((ulong)_scratch.Length);
            _series.WriteBytes(_scratch.Written);
        }

        if (sample.Histogram is null && sample.Start == 0)
        {
            _floats++;
            _numbers.WriteZigzag(series.Number - _lastNumber);
            _times.WriteZigzag(sample.Time - _lastTime);
            _values.WriteUInt64(BitConverter.DoubleToUInt64Bits(sample.Value));
            (_lastNumber, _lastTime) = (series.Number, sample.Time);
        }
        else
        {
            SeriesTail single = SeriesTail.None.Grown(sample.Histogram is not null, sample.Start != 0);
            single.Add(sample);
            HeadPiece piece = HeadPiece.Of(single.First(1), _scratch);
            _chunks.WriteVarint((ulong)series.Number);
            _chunks.WriteVarint((ulong)piece.Chunk.Length);
            _chunks.WriteBytes(piece.Chunk);
        }
    }

    /// <summary>Hands the records over, series first.</summary>
    public void Write(LogWriter log)
    {
        if (_series.Length > 0)
        {
            log.Append(LogRecordKind.Series, _series.Written);
        }

        if (_floats > 0)
        {
            _scratch.Clear();
            _scratch.WriteVarint((ulong)_floats);
            _scratch.WriteBytes(_numbers.Written);
            _scratch.WriteBytes(_times.Written);
            _scratch.WriteBytes(_values.Written);
            log.Append(LogRecordKind.Floats, _scratch.Written);
        }

        if (_chunks.Length > 0)
        {
            log.Append(LogRecordKind.Chunks, _chunks.Written);
        }

        _series.Clear();
        _numbers.Clear();
        _times.Clear();
        _values.Clear();
        _chunks.Clear();
        (_floats, _lastNumber, _lastTime) = (0, 0, 0);
    }
}
