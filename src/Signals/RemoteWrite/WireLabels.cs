using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>The labels of one series of a request, as they were sent.</summary>
internal ref struct WireLabels
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly SymbolList? _symbols;
    private ReadOnlySpan<byte> _refs;
    private ProtoReader _fields;

    /// <summary>The labels of version 1: fields 1 of the series, each a name and a value.</summary>
    public WireLabels(ReadOnlySpan<byte> series)
    {
        _message = series;
        _fields = new ProtoReader(series);
    }

    /// <summary>The labels of version 2: pairs of numbers of symbols.</summary>
    public WireLabels(ReadOnlySpan<byte> message, ReadOnlySpan<byte> refs, SymbolList symbols)
    {
        _message = message;
        _symbols = symbols;
        _refs = refs;
    }

    /// <summary>True once something did not make sense.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>The name of the label at hand.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value of the label at hand.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Steps to the next label.</summary>
    public bool TryNext() => _symbols is null ? TryNextField() : TryNextPair(_symbols);

    /// <summary>The name of the metric, from here on; nothing if there is none.</summary>
    public string MetricName()
    {
        while (TryNext())
        {
            if (Name.SequenceEqual("__name__"u8))
            {
                return Encoding.UTF8.GetString(Value);
            }
        }

        return "";
    }

    /// <summary>Builds the label set.</summary>
    /// <param name="sent">The labels.</param>
    /// <param name="builder">Scratch.</param>
    /// <param name="fault">What is wrong with them; null if nothing is.</param>
    // Source: Prometheus storage/remote, write handler: a name, no label twice, valid UTF-8.
    public static LabelSet Build(WireLabels sent, LabelSetBuilder builder, out string? fault)
    {
        builder.Clear();
        int count = 0;
        bool hasName = false;
        fault = null;
        while (sent.TryNext())
        {
            if (!LabelName.IsUtf8(sent.Name) || !System.Text.Unicode.Utf8.IsValid(sent.Value))
            {
                fault ??= $"invalid label name or value: {Encoding.UTF8.GetString(sent.Name)}";
            }

            count++;
            hasName |= sent.Name.SequenceEqual("__name__"u8) && !sent.Value.IsEmpty;
            builder.Add(sent.Name, sent.Value);
        }

        LabelSet all = builder.Build();
        fault ??= sent.IsDamaged ? "labels that cannot be decoded"
            : !hasName ? $"no metric name in {all}"
            : all.Count != count ? $"duplicate label names in {all}"
            : null;
        return builder.Build(dropEmpty: true);
    }

    private bool TryNextField()
    {
        while (_fields.TryNext())
        {
            if (_fields.Field == 1 && _fields.Wire == ProtoWire.Bytes)
            {
                return ReadPair(_fields.Bytes);
            }
        }

        IsDamaged |= _fields.IsDamaged;
        return false;
    }

    private bool ReadPair(ReadOnlySpan<byte> label)
    {
        Name = default;
        Value = default;
        var pair = new ProtoReader(label);
        while (pair.TryNext())
        {
            if (pair.Wire == ProtoWire.Bytes && pair.Field == 1)
            {
                Name = pair.Bytes;
            }
            else if (pair.Wire == ProtoWire.Bytes && pair.Field == 2)
            {
                Value = pair.Bytes;
            }
        }

        IsDamaged |= pair.IsDamaged;
        return !pair.IsDamaged;
    }

    private bool TryNextPair(SymbolList symbols)
    {
        if (_refs.IsEmpty)
        {
            return false;
        }

        bool ok = ProtoReader.TryVarint(ref _refs, out ulong name) & ProtoReader.TryVarint(ref _refs, out ulong value);
        if (!ok || !symbols.Has(name) || !symbols.Has(value))
        {
            IsDamaged = true;
            return false;
        }

        Name = symbols.Of(_message, name);
        Value = symbols.Of(_message, value);
        return true;
    }
}

/// <summary>Where the symbols of a request of version 2 lie in its message. Reusable; not thread-safe.</summary>
internal sealed class SymbolList
{
    private readonly List<(int At, int Length)> _symbols = [];

    public void Clear() => _symbols.Clear();

    public void Add(int at, int length) => _symbols.Add((at, length));

    public bool Has(ulong symbol) => symbol < (ulong)_symbols.Count;

    /// <summary>A symbol; nothing if there is none of that number.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> message, ulong symbol)
    {
        (int at, int length) = Has(symbol) ? _symbols[(int)symbol] : default;
        return message.Slice(at, length);
    }
}
