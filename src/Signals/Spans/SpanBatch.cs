using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Spans;

/// <summary>
/// The spans of one request, as both decoders leave them: rows, and texts where they lie. Reusable; not thread-safe.
/// </summary>
/// <remarks>
/// A decoder opens a resource, adds its rows with the attributes that are looked at, and closes the resource: only then are
/// all of the resource's own attributes known, in whatever order they came.
/// </remarks>
internal sealed class SpanBatch
{
    /// <summary>How many spans are taken from one request: an empty one is two bytes there, and many more here.</summary>
    public const int SpansMax = 250_000;

    private static readonly byte[] UnknownService = Encoding.UTF8.GetBytes("unknown_service");

    private readonly AttributeNames _names;
    private readonly bool[] _isIn;
    private readonly SpanText[] _ofResource;
    private readonly List<SpanText> _sent = [];
    private readonly List<SpanText> _values = [];
    private readonly SpanText[] _defaults;
    private readonly List<SpanResource> _resources = [];
    private readonly SpanText[] _ofSpan;
    private ReadOnlyMemory<byte> _body;
    private byte[] _beside = [];
    private int _besideUsed;
    private SpanRow[] _rows = new SpanRow[64];
    private int _open;

    /// <summary>Makes a batch for the attributes and labels of the options.</summary>
    public SpanBatch(SpanOptions options, AttributeNames names)
    {
        _names = names;
        _isIn = [.. SpanLabels.Own.Select(own => !options.Excluded.Contains(own))];
        _ofResource = new SpanText[names.Count];
        _ofSpan = new SpanText[names.Count];
        _defaults = new SpanText[names.Defaults.Length];
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The resources, each with the end of its rows.</summary>
    public ReadOnlySpan<SpanResource> Resources => CollectionsMarshal.AsSpan(_resources);

    /// <summary>How many spans were left out.</summary>
    public int Rejected { get; private set; }

    /// <summary>Why the first of them was; null if none was.</summary>
    public string? RejectedReason { get; private set; }

    /// <summary>The attributes of the span being read; the decoder fills it, and the first of a name counts.</summary>
    public SpanText[] OfSpan => _ofSpan;

    /// <summary>The attributes of the resource being read, likewise.</summary>
    public SpanText[] OfResource => _ofResource;

    /// <summary>The attributes that are looked at.</summary>
    public AttributeNames Names => _names;

    /// <summary>Begins with a request.</summary>
    public void Clear(ReadOnlyMemory<byte> body)
    {
        (_body, _besideUsed, Count, _open, Rejected, RejectedReason) = (body, 0, 0, 0, 0, null);
        _sent.Clear();
        _values.Clear();
        _resources.Clear();
        for (int i = 0; i < _defaults.Length; i++)
        {
            _defaults[i] = Write(_names.Defaults[i]);
        }
    }

    /// <summary>True once there are as many spans as are taken from one request.</summary>
    public bool IsFull => Count + Rejected >= SpansMax;

    /// <summary>A row. The reference ends with the next row.</summary>
    public ref SpanRow Row(int index) => ref _rows[index];

    /// <summary>Begins a resource.</summary>
    public void OpenResource() => _ofResource.AsSpan().Fill(SpanText.None);

    /// <summary>Begins a span.</summary>
    public ref SpanRow OpenSpan()
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
        }

        _ofSpan.AsSpan().Fill(SpanText.None);
        _rows[Count] = default;
        return ref _rows[Count];
    }

    /// <summary>Whether the attributes of a span are looked at. Most are inside their service, and nobody asks.</summary>
    public bool AsksAttributesOf(SpanKind kind) =>
        _names.Dimensions.Length > 0 || (_names.Databases.Length + _names.Peers.Length > 0 && kind is SpanKind.Client or SpanKind.Producer);

    /// <summary>How long a span took; one that ends before it begins, or does not say when, took no time.</summary>
    public static ulong DurationOf(ulong startNs, ulong endNs) => startNs != 0 && endNs > startNs ? endNs - startNs : 0;

    /// <summary>Keeps the span that was begun, unless its ids are wrong.</summary>
    public void CloseSpan(bool hasGoodIds)
    {
        if (!hasGoodIds)
        {
            Rejected++;
            RejectedReason ??= "a span's ids must have 16 bytes (trace_id) and 8 bytes (span_id, parent_span_id): "
                + Encoding.UTF8.GetString(Of(_rows[Count].Name)[..Math.Min(100, Math.Max(0, _rows[Count].Name.Length))]);
            return;
        }

        foreach (int attribute in _names.Dimensions)
        {
            _sent.Add(_ofSpan[attribute]);
        }

        _sent.Add(First(_ofSpan, _names.Databases));
        _sent.Add(First(_ofSpan, _names.Peers));
        Count++;
    }

    /// <summary>Ends a resource: its rows get their labels' key.</summary>
    public void CloseResource()
    {
        if (Count == _open)
        {
            return;
        }

        SpanText service = _ofResource[AttributeNames.Service];
        service = service.Length > 0 ? service : Write(UnknownService);
        SeriesKey start = SeriesKey.Of(_isIn[0] ? Of(service) : default);
        for (int at = _open; at < Count; at++)
        {
            int sent = at * Width;
            for (int i = 0; i < _names.Dimensions.Length; i++)
            {
                _values.Add(ValueOf(_sent[sent + i], i));
            }

            SpanText database = _sent[sent + Width - 2];
            SpanText peer = _sent[sent + Width - 1];
            _values.Add(database.IsNone ? First(_ofResource, _names.Databases) : database);
            _values.Add(peer);
            _rows[at].Key = KeyOf(at, start);
        }

        _open = Count;
        _resources.Add(new SpanResource(service, Count));
    }

    /// <summary>Adds a span of which all is known, whatever its resource had: one that was taken before.</summary>
    /// <param name="row">The span, without its key.</param>
    /// <param name="service">The name of its service.</param>
    /// <param name="values">Its dimensions, database and peer.</param>
    public void AddKnown(in SpanRow row, SpanText service, ReadOnlySpan<SpanText> values)
    {
        OpenSpan() = row;
        _values.AddRange(values);
        _rows[Count].Key = KeyOf(Count, SeriesKey.Of(_isIn[0] ? Of(service) : default));
        _open = ++Count;
        if (_resources.Count > 0 && _resources[^1].Service == service)
        {
            _resources[^1] = new SpanResource(service, Count);
        }
        else
        {
            _resources.Add(new SpanResource(service, Count));
        }
    }

    /// <summary>Says how many spans were left out when the others were taken.</summary>
    public void RejectedBefore(int count) => Rejected = count;

    /// <summary>How many texts a row has besides its name: the dimensions, the database, the peer.</summary>
    public int Width => _names.Dimensions.Length + 2;

    /// <summary>The value of a dimension of a row, or of what is behind those; nothing if it has none.</summary>
    public SpanText Dimension(int row, int dimension) => _values[(row * Width) + dimension];

    /// <summary>The database that a row names.</summary>
    public SpanText Database(int row) => _values[(row * Width) + Width - 2];

    /// <summary>What a row says that it calls.</summary>
    public SpanText Peer(int row) => _values[(row * Width) + Width - 1];

    /// <summary>The bytes of a text. Ends with the next that is written.</summary>
    public ReadOnlySpan<byte> Of(SpanText text) => text.Length <= 0 ? default
        : text.At >= 0 ? _body.Span.Slice(text.At, text.Length)
        : _beside.AsSpan(~text.At, text.Length);

    /// <summary>Where a piece of the body lies.</summary>
    public SpanText Find(ReadOnlySpan<byte> piece) => piece.IsEmpty ? new SpanText(0, 0) : new SpanText(
        (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(_body.Span), ref MemoryMarshal.GetReference(piece)), piece.Length);

    /// <summary>Writes a text that the body does not have so.</summary>
    public SpanText Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        return Take(text.Length);
    }

    /// <summary>Room for a text; <see cref="Take"/> says how long it became.</summary>
    public Span<byte> Room(int size)
    {
        if (_beside.Length - _besideUsed < size)
        {
            Array.Resize(ref _beside, Math.Max(_besideUsed + size, Math.Max(256, _beside.Length * 2)));
        }

        return _beside.AsSpan(_besideUsed);
    }

    /// <summary>The text that was written into the room.</summary>
    public SpanText Take(int length)
    {
        var text = new SpanText(~_besideUsed, length);
        _besideUsed += length;
        return text;
    }

    private static SpanText First(SpanText[] found, int[] wanted)
    {
        foreach (int attribute in wanted)
        {
            if (found[attribute].Length > 0)
            {
                return found[attribute];
            }
        }

        return SpanText.None;
    }

    private SeriesKey KeyOf(int at, SeriesKey start)
    {
        ref SpanRow row = ref _rows[at];
        ReadOnlySpan<byte> word = [_isIn[2] ? (byte)row.Kind : (byte)0, _isIn[3] ? (byte)row.Status : (byte)0];
        SeriesKey key = start.Add(_isIn[1] ? Of(row.Name) : default).Add(word);
        for (int i = 0; i < _names.Dimensions.Length; i++)
        {
            key = key.Add(Of(Dimension(at, i)));
        }

        return key;
    }

    private SpanText ValueOf(SpanText sent, int dimension)
    {
        if (!sent.IsNone)
        {
            return sent;
        }

        SpanText inherited = _ofResource[_names.Dimensions[dimension]];
        return inherited.IsNone ? _defaults[dimension] : inherited;
    }
}

/// <summary>A resource of a batch.</summary>
/// <param name="Service">The name of its service.</param>
/// <param name="End">Its rows end before this one.</param>
internal readonly record struct SpanResource(SpanText Service, int End);
