using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>The samples that were read of one stream; used again for the next one. Not thread-safe.</summary>
public sealed class StreamSamples
{
    private long[] _times = new long[128];
    private double[] _values = new double[128];
    private long[] _starts = new long[128];

    /// <summary>Reads the samples of a stream from some time on, oldest first.</summary>
    /// <param name="end">The stream's end, as it was published.</param>
    /// <param name="cells">The cells in which it lies.</param>
    /// <param name="fromMs">The first millisecond wanted.</param>
    /// <returns>The samples; valid until the next call.</returns>
    public SampleSpan Read(in StreamEnd end, CellPool cells, long fromMs)
    {
        Reserve(end.Count);
        int last = _times.Length;
        int at = last;
        bool hasStarts = false;
        var back = new Way(end, cells);
        for (int left = end.Count; left > 0 && back.Time >= fromMs;)
        {
            if (!hasStarts && back.Start == 0)
            {
                int run = back.Run(_times.AsSpan(at - left, left), _values.AsSpan(at - left, left), fromMs);
                at -= run;
                left -= run;
            }

            at--;
            _times[at] = back.Time;
            _values[at] = back.Value;
            if (back.Start != 0 && !hasStarts)
            {
                hasStarts = true;
                _starts.AsSpan(at, last - at).Clear();
            }

            _starts[at] = back.Start;
            if (--left == 0 || back.Time - back.Step < fromMs)
            {
                break;
            }

            back.GoBack();
        }

        return new SampleSpan(_times.AsSpan(at..last), _values.AsSpan(at..last))
        {
            Starts = hasStarts ? _starts.AsSpan(at..last) : default,
        };
    }

    /// <summary>
    /// The oldest cell that is needed to read a stream whole; 0 if there is none, since the newest sample is in the end itself.
    /// </summary>
    internal static int OldestCell(in StreamEnd end, CellPool cells)
    {
        if (end.Count < 2)
        {
            return 0;
        }

        var back = new Way(end, cells);
        for (int left = end.Count - 1; left > 0; left--)
        {
            back.GoBack();
        }

        int cell = end.Cell;
        while (!back.IsIn(cells[cell]))
        {
            cell = CellPool.Before(cells[cell]);
        }

        return cell;
    }

    private void Reserve(int count)
    {
        if (_times.Length < count)
        {
            int size = Math.Max(count, _times.Length * 2);
            (_times, _values, _starts) = (new long[size], new double[size], new long[size]);
        }
    }

    /// <summary>The way from the newest sample back.</summary>
    private ref struct Way
    {
        private readonly CellPool _cells;
        private ReadOnlySpan<byte> _cell;
        private int _at;
        private int _scale;
        private long _integer;
        private bool _isInteger;

        public Way(in StreamEnd end, CellPool cells)
        {
            _cells = cells;
            _cell = end.Cell == 0 ? default : cells[end.Cell];
            _at = end.Offset;
            _scale = end.Scale;
            Time = end.Time;
            Step = end.Step;
            Start = end.Start;
            Value = BitConverter.Int64BitsToDouble(end.Bits);
        }

        /// <summary>True in this cell.</summary>
        public readonly bool IsIn(ReadOnlySpan<byte> cell) => _cell == cell;

        public long Time { get; private set; }

        public long Step { get; private set; }

        public long Start { get; private set; }

        public double Value { get; private set; }

        /// <summary>
        /// Goes back over samples that are evenly apart and of one scale, which nearly all are, with all state in registers.
        /// The sample at hand in the end is not among those that were written.
        /// </summary>
        /// <param name="times">Room for all samples that there are up to the one at hand; filled from its end.</param>
        /// <param name="values">The same.</param>
        /// <param name="fromMs">The first millisecond wanted.</param>
        /// <returns>How many samples were written.</returns>
        public int Run(Span<long> times, Span<double> values, long fromMs)
        {
            if (!_isInteger && !DecimalColumn.TryScale(Value, _scale, out _integer))
            {
                return 0;
            }

            _isInteger = true;
            ReadOnlySpan<byte> cell = _cell;
            (int offset, long integer) = (_at, _integer);
            (long time, long step, double value) = (Time, Step, Value);
            double power = DecimalColumn.PowerOf(_scale);
            int at = times.Length - 1;
            while (at > 0 && time - step >= fromMs)
            {
                if (offset == CellPool.ContentAt)
                {
                    offset = CellPool.EndBefore(cell);
                    cell = _cells[CellPool.Before(cell)];
                }

                int next = offset - 1;
                ulong word = cell[next];
                if (word >= 0x80)
                {
                    ulong more = cell[--next];
                    word = (word & 0x7F) | ((more & 0x7F) << 7);
                    for (int shift = 14; more >= 0x80; shift += 7)
                    {
                        more = cell[--next];
                        word |= (more & 0x7F) << shift;
                    }
                }

                if ((word & ((1 << SampleStream.KindBits) - 1)) != SampleStream.ByValue)
                {
                    break;
                }

                times[at] = time;
                values[at--] = value;
                offset = next;
                time -= step;
                if (word != 0)
                {
                    integer -= Zigzag.Decode(word >> SampleStream.KindBits);
                    value = integer / power;
                }
            }

            _cell = cell;
            (_at, _integer) = (offset, integer);
            (Time, Value) = (time, value);
            return times.Length - 1 - at;
        }

        /// <summary>Goes to the sample before; there must be one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void GoBack()
        {
            if (_at == CellPool.ContentAt)
            {
                _at = CellPool.EndBefore(_cell);
                _cell = _cells[CellPool.Before(_cell)];
            }

            Time -= Step;
            ulong number = Take(out int kind);
            if (kind == SampleStream.ByValue)
            {
                GoByValue(number);
            }
            else
            {
                GoBack(number, kind);
            }
        }

        // All but a step like the one before and an integer.
        private void GoBack(ulong number, int kind)
        {
            int scale = _scale;
            for (; kind is SampleStream.ByStep or SampleStream.ByState; number = Take(out kind))
            {
                if (kind == SampleStream.ByStep)
                {
                    Step -= Zigzag.Decode(number);
                }
                else if ((number & 1) == 0)
                {
                    scale = (int)(number >> 1);
                }
                else
                {
                    _at -= sizeof(long);
                    Start = BinaryPrimitives.ReadInt64LittleEndian(_cell[_at..]);
                }
            }

            if (kind == SampleStream.ByValue)
            {
                GoByValue(number);
            }
            else
            {
                GoByBits((int)number);
            }

            // The scale of the sample that was left holds for what led from it.
            _isInteger &= scale == _scale;
            _scale = scale;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private ulong Take(out int kind)
        {
            ulong word = _cell[--_at];
            if (word >= 0x80)
            {
                word &= 0x7F;
                ulong more = _cell[--_at];
                word |= (more & 0x7F) << 7;
                for (int shift = 14; more >= 0x80; shift += 7)
                {
                    more = _cell[--_at];
                    word |= (more & 0x7F) << shift;
                }
            }

            kind = (int)word & ((1 << SampleStream.KindBits) - 1);
            return word >> SampleStream.KindBits;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void GoByValue(ulong number)
        {
            if (number == 0)
            {
                return;
            }

            if (!_isInteger)
            {
                _isInteger = DecimalColumn.TryScale(Value, _scale, out _integer);
            }

            _integer -= Zigzag.Decode(number);
            Value = DecimalColumn.Unscale(_integer, _scale);
        }

        private void GoByBits(int number)
        {
            int bytes = (number & 7) + 1;
            _at -= bytes;
            ulong differing = 0;
            for (int i = 0; i < bytes; i++)
            {
                differing |= (ulong)_cell[_at + i] << (8 * i);
            }

            differing <<= 8 * (number >> 3);
            Value = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Value) ^ (long)differing);
            _isInteger = false;
        }
    }
}
