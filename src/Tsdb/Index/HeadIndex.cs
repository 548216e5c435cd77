using System.Runtime.CompilerServices;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Store;

namespace Tocsin.Tsdb.Index;

/// <summary>All series that are known in memory, by number, by label set, and by label.</summary>
/// <remarks>
/// Thread-safe by one lock: many read, and whoever makes a new series writes. Numbers are dealt out ascending, so that
/// lists only grow at their end.
/// </remarks>
internal sealed class HeadIndex : ILabelIndex, IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly SeriesTable _byLabels = new();
    private readonly LabelPairs _pairs = new();
    private readonly Dictionary<byte[], LabelValues> _names = new(Utf8Comparer.Instance);
    private readonly PostingList _all = new(-1, []);
    private readonly ChunkWriter _scratch = new();
    private readonly SelectionCache _selections = new();

    // The series of an answer of the cache, which is the same object as long as it holds.
    private readonly ConditionalWeakTable<int[], HeadSeries[]> _answers = new();
    private HeadSeries?[] _byNumber = new HeadSeries?[1024];
    // By number, too; empty as long as nobody owns series.
    private SeriesOwner?[] _owners = [];
    private int _last;

    /// <summary>How many series there are.</summary>
    public int Count => _byLabels.Count;

    /// <inheritdoc/>
    IReadOnlyList<int> ILabelIndex.All => _all;

    /// <summary>The series of a number; null if there is none any more.</summary>
    public HeadSeries? this[ulong number]
    {
        get
        {
            HeadSeries?[] all = Volatile.Read(ref _byNumber);
            return number < (ulong)all.Length ? all[number] : null;
        }
    }

    /// <summary>A series that is known to be there, such as one with samples in memory.</summary>
    public HeadSeries Known(int number) => this[(ulong)number] ?? throw new InvalidOperationException($"series {number} is gone");

    /// <summary>The series of a label set; null if there is none.</summary>
    public HeadSeries? Find(LabelSet labels)
    {
        _lock.EnterReadLock();
        try
        {
            return _byLabels.Find(labels, _byNumber);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Finds the series of label sets; null where there is none.</summary>
    public void FindAll(ReadOnlySpan<LabelSet> labels, Span<HeadSeries?> series)
    {
        _lock.EnterReadLock();
        try
        {
            for (int i = 0; i < labels.Length; i++)
            {
                series[i] = _byLabels.Find(labels[i], _byNumber);
            }
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>The series of a label set, made if there is none.</summary>
    public HeadSeries GetOrAdd(LabelSet labels)
    {
        _lock.EnterWriteLock();
        try
        {
            return _byLabels.Find(labels, _byNumber) ?? AddNeedsLock(labels, ++_last);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>
    /// The series of a label set as its owner's; made if there is none and its owner has room, else null. One that nobody
    /// owns yet becomes the owner's, whether there is room or not.
    /// </summary>
    public HeadSeries? GetOrAdd(LabelSet labels, SeriesOwner owner)
    {
        _lock.EnterWriteLock();
        try
        {
            HeadSeries? series = _byLabels.Find(labels, _byNumber);
            if (series is null)
            {
                if (owner.Full is { } full)
                {
                    full.Refuse(labels);
                    return null;
                }

                series = AddNeedsLock(labels, ++_last);
            }

            OwnNeedsLock(series.Number, owner);
            return series;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Who owns a series; null for nobody.</summary>
    public SeriesOwner? OwnerOf(int number)
    {
        SeriesOwner?[] owners = Volatile.Read(ref _owners);
        return number < owners.Length ? owners[number] : null;
    }

    /// <summary>
    /// The series that fulfil all matchers, by ascending number; the same object as long as no series came or went. Not to
    /// be changed.
    /// </summary>
    public HeadSeries[] Select(IReadOnlyList<LabelMatcher> matchers)
    {
        _lock.EnterReadLock();
        try
        {
            int[] found = _selections.Get(this, matchers, _last);
            if (!_answers.TryGetValue(found, out HeadSeries[]? series))
            {
                series = [.. found.Select(number => _byNumber[number]).OfType<HeadSeries>()];
                _answers.AddOrUpdate(found, series);
            }

            return series;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>All series, by ascending number.</summary>
    public List<HeadSeries> All()
    {
        _lock.EnterReadLock();
        try
        {
            var all = new List<HeadSeries>(Count);
            for (int number = 1; number <= _last; number++)
            {
                if (_byNumber[number] is { } series)
                {
                    all.Add(series);
                }
            }

            return all;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Lets all series leave that have something in memory.</summary>
    /// <param name="leaving">Takes their numbers.</param>
    public void Leave(LeavingSeries leaving)
    {
        _lock.EnterReadLock();
        try
        {
            for (int number = 1; number <= _last; number++)
            {
                if (_byNumber[number] is { IsEmpty: false } series)
                {
                    series.Leave(leaving.Segment);
                    leaving.Numbers.Add(number);
                }
            }
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>The numbers of the series for which something holds.</summary>
    public HashSet<int> FindAll(Predicate<HeadSeries> holds)
    {
        _lock.EnterReadLock();
        try
        {
            var found = new HashSet<int>();
            for (int number = 1; number <= _last; number++)
            {
                if (_byNumber[number] is { } series && holds(series))
                {
                    found.Add(number);
                }
            }

            return found;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Forgets series.</summary>
    /// <param name="gone">Numbers of series.</param>
    public void Remove(IReadOnlySet<int> gone)
    {
        _lock.EnterWriteLock();
        try
        {
            foreach (int number in gone)
            {
                _byNumber[number]!.KeepLabels();
                _byNumber[number]!.IsGone = true;
                _byNumber[number] = null;
                if (number < _owners.Length)
                {
                    _owners[number]?.CountNeedsLock(-1);
                    _owners[number] = null;
                }
            }

            _byLabels.RemoveAll(gone.Contains);

            _all.RemoveAll(gone.Contains);
            foreach ((byte[] name, LabelValues values) in _names)
            {
                values.RemoveAll(gone.Contains);
                if (values.Count == 0)
                {
                    _names.Remove(name);
                }
            }

            _selections.Clear();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>The names of labels that some series has.</summary>
    public List<string> LabelNames()
    {
        _lock.EnterReadLock();
        try
        {
            return [.. _names.Keys.Select(Encoding.UTF8.GetString)];
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>The values that a label has.</summary>
    public List<string> LabelValues(ReadOnlySpan<byte> name)
    {
        _lock.EnterReadLock();
        try
        {
            return NameOf(name) is { } values ? [.. values.All.Select(Encoding.UTF8.GetString)] : [];
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    IReadOnlyList<int> ILabelIndex.Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        NameOf(name)?.Find(value) ?? (IReadOnlyList<int>)[];

    /// <inheritdoc/>
    void ILabelIndex.Collect(LabelMatcher matcher, ICollection<IReadOnlyList<int>> lists) =>
        NameOf(matcher.NameUtf8)?.Collect(matcher, lists);

    /// <inheritdoc/>
    bool ILabelIndex.Matches(int series, LabelMatcher matcher) => matcher.Matches(_byNumber[series]!.ValueOf(matcher.NameUtf8));

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private LabelValues? NameOf(ReadOnlySpan<byte> name) =>
        _names.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out LabelValues? values) ? values : null;

    private void OwnNeedsLock(int number, SeriesOwner owner)
    {
        if (number >= _owners.Length)
        {
            var larger = new SeriesOwner?[_byNumber.Length];
            _owners.CopyTo(larger, 0);
            Volatile.Write(ref _owners, larger);
        }

        if (_owners[number] is null)
        {
            _owners[number] = owner;
            owner.CountNeedsLock(1);
        }
    }

    private HeadSeries AddNeedsLock(LabelSet labels, int number)
    {
        _scratch.Clear();
        Dictionary<byte[], LabelValues>.AlternateLookup<ReadOnlySpan<byte>> names =
            _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (LabelSet.Label label in labels)
        {
            if (!names.TryGetValue(label.Name, out LabelValues? values))
            {
                values = new LabelValues(_pairs);
                names[label.Name] = values;
            }

            _scratch.WriteVarint((ulong)values.Add(label, number));
        }

        if (number >= _byNumber.Length)
        {
            var larger = new HeadSeries?[_byNumber.Length * 2];
            _byNumber.CopyTo(larger, 0);
            Volatile.Write(ref _byNumber, larger);
        }

        var series = new HeadSeries(_pairs, _scratch.Written.ToArray(), number);
        _byNumber[number] = series;
        _byLabels.Add(labels, number);
        _all.Add(number);
        return series;
    }
}
