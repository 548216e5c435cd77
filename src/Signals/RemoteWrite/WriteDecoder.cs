using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>
/// Decodes a write request of either version where it lies. Reusable; not thread-safe.
/// </summary>
/// <param name="memory">The series that were sent before.</param>
// Source: Prometheus prompb/remote.proto, message WriteRequest; io.prometheus.write.v2, message Request.
internal sealed class WriteDecoder(SeriesMemory memory)
{
    private static readonly string[] MetadataTypes =
        ["unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset"];

    private readonly LabelSetBuilder _builder = new();
    private readonly SymbolList _symbols = new();
    private readonly TextBudget _texts = new();
    private KnownSeries? _last;

    /// <summary>What the last request brought.</summary>
    public WriteContent Content { get; } = new();

    /// <summary>Decodes a request of version 1; false if it is damaged.</summary>
    public bool TryDecode1(ReadOnlySpan<byte> message)
    {
        Content.Clear();
        _texts.Clear();
        _last = null;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Wire != ProtoWire.Bytes)
            {
                continue;
            }

            if ((field.Field == 1 && !TrySeries1(field.Bytes)) || (field.Field == 3 && !TryMetadata1(field.Bytes)))
            {
                return false;
            }
        }

        return !field.IsDamaged;
    }

    /// <summary>Decodes a request of version 2; false if it is damaged.</summary>
    public bool TryDecode2(ReadOnlySpan<byte> message)
    {
        Content.Clear();
        _symbols.Clear();
        _texts.Clear();
        _last = null;

        // The symbols may stand behind the series, as fields of a message may.
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field == 4 && field.Wire == ProtoWire.Bytes)
            {
                _symbols.Add(message.Length - field.Remaining - field.Bytes.Length, field.Bytes.Length);
            }
        }

        bool damaged = field.IsDamaged;
        field = new ProtoReader(message);
        while (!damaged && field.TryNext())
        {
            damaged = field.Field == 5 && field.Wire == ProtoWire.Bytes && !TrySeries2(message, field.Bytes);
        }

        return !damaged;
    }

    private bool TrySeries1(ReadOnlySpan<byte> series)
    {
        if (Expected() is { } expected && WireLabels.BeginsWith(series, expected.Labels, out int labels)
            && !HasLabels(series[labels..]))
        {
            return TrySamples1(series[labels..], Own(expected));
        }

        ulong key = 1;
        bool fits = Fits(new WireLabels(series));
        var field = new ProtoReader(series);
        while (field.TryNext())
        {
            key = field.Field == 1 && field.Wire == ProtoWire.Bytes ? SeriesMemory.KeyOf(field.Bytes, key) : key;
        }

        int owner = -1;
        return !field.IsDamaged && (!fits || TryOwner(new WireLabels(series), key, out owner)) && TrySamples1(series, owner);
    }

    // Labels may stand anywhere in a series, though nobody writes them so.
    private static bool HasLabels(ReadOnlySpan<byte> series)
    {
        var field = new ProtoReader(series);
        while (field.TryNext())
        {
            if (field.Field == 1)
            {
                return true;
            }
        }

        return field.IsDamaged;
    }

    private bool TrySamples1(ReadOnlySpan<byte> series, int owner)
    {
        var field = new ProtoReader(series);
        while (field.TryNext())
        {
            bool ok = field.Field switch
            {
                2 => TrySample(field.Bytes, owner),
                3 => TryExemplar(field.Bytes, owner, default),
                4 => TryHistogram(field.Bytes, owner),
                _ => true,
            };
            if (!ok)
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySeries2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> series)
    {
        ReadOnlySpan<byte> refs = default;
        var field = new ProtoReader(series);
        while (field.TryNext())
        {
            refs = field.Field == 1 && field.Wire == ProtoWire.Bytes ? field.Bytes : refs;
        }

        if (field.IsDamaged || !TryOwner2(message, refs, out int owner))
        {
            return false;
        }

        field = new ProtoReader(series);
        while (field.TryNext())
        {
            bool ok = field.Field switch
            {
                2 => TrySample(field.Bytes, owner),
                3 => TryHistogram(field.Bytes, owner),
                4 => TryExemplar(field.Bytes, owner, message),
                5 => TryMetadata2(message, field.Bytes, owner),
                _ => true,
            };
            if (!ok)
            {
                return false;
            }
        }

        return true;
    }

    private bool TryOwner2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> refs, out int owner)
    {
        owner = -1;
        if (Expected() is { } expected && _texts.Has(expected.Labels.Encoded.Length)
            && WireLabels.AreThese(new WireLabels(message, refs, _symbols), expected.Labels))
        {
            _texts.Take(expected.Labels.Encoded.Length);
            owner = Own(expected);
            return true;
        }

        ulong key = 2;
        var labels = new WireLabels(message, refs, _symbols);
        bool fits = Fits(labels);
        while (fits && labels.TryNext())
        {
            key = SeriesMemory.KeyOf(labels.Value, SeriesMemory.KeyOf(labels.Name, key));
        }

        return !labels.IsDamaged && (!fits || TryOwner(new WireLabels(message, refs, _symbols), key, out owner));
    }

    // What came behind the last series before, which is compared with what comes now.
    private KnownSeries? Expected() => _last?.Next is { } next && next.Generation == memory.Generation ? next : null;

    private int Own(KnownSeries known)
    {
        _last?.Next = known;
        _last = known;
        Content.Series.Add(known);
        return Content.Series.Count - 1;
    }

    private bool Fits(WireLabels sent)
    {
        string? fault = _texts.Take(sent);
        Content.LabelFault ??= fault;
        return fault is null;
    }

    // A series whose labels are wrong is refused alone; -1 stands for it.
    private bool TryOwner(WireLabels sent, ulong key, out int owner)
    {
        owner = -1;
        KnownSeries? known = memory.Find(key);
        if (known is null || !WireLabels.AreThese(sent, known.Labels))
        {
            LabelSet labels = WireLabels.Build(sent, _builder, out string? fault);
            if (fault is not null)
            {
                Content.LabelFault ??= fault;
                return true;
            }

            known = memory.Learn(key, labels);
            if (known is null)
            {
                Content.LabelFault ??= "the store has no room for another series";
                return true;
            }
        }

        owner = Own(known);
        return true;
    }

    private bool TrySample(ReadOnlySpan<byte> message, int owner)
    {
        long start = 0;
        bool isDamaged = false;
        if (!SampleWire.TryReadPlain(message, out double value, out long time))
        {
            var field = new ProtoReader(message);
            while (field.TryNext())
            {
                value = field.Field == 1 ? field.AsFloat : value;
                time = field.Field == 2 ? field.AsSigned : time;
                start = field.Field == 3 ? field.AsSigned : start;
            }

            isDamaged = field.IsDamaged;
        }

        if (owner < 0)
        {
            Content.SamplesRefused++;
        }
        else
        {
            Content.Samples.Add(Content.Series[owner].Ref, time, value, start);
            Content.Owners.Add(owner);
        }

        return !isDamaged;
    }

    private bool TryHistogram(ReadOnlySpan<byte> message, int owner)
    {
        if (!HistogramWire.TryRead(message, out FloatHistogram histogram, out (long Time, long Start) times))
        {
            return false;
        }

        if (owner < 0)
        {
            Content.SamplesRefused++;
            return true;
        }

        SeriesRef series = Content.Series[owner].Ref;

        // The marker that a series is stale comes as a histogram whose sum is that NaN.
        if (StaleMarker.Is(histogram.Sum))
        {
            Content.Samples.Add(series, times.Time, StaleMarker.Value, times.Start);
        }
        else
        {
            Content.Samples.Add(series, times.Time, histogram, times.Start);
        }

        Content.Owners.Add(owner);
        return true;
    }

    private bool TryExemplar(ReadOnlySpan<byte> message, int owner, ReadOnlySpan<byte> request)
    {
        double value = 0;
        long time = 0;
        ReadOnlySpan<byte> refs = default;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            value = field.Field == 2 ? field.AsFloat : value;
            time = field.Field == 3 ? field.AsSigned : time;
            refs = field.Field == 1 && field.Wire == ProtoWire.Bytes ? field.Bytes : refs;
        }

        if (field.IsDamaged)
        {
            return false;
        }

        WireLabels sent = request.IsEmpty ? new WireLabels(message) : new WireLabels(request, refs, _symbols);
        int characters = 0;
        _builder.Clear();
        while (characters <= TextBudget.ExemplarCharactersMax && sent.TryNext())
        {
            characters += Encoding.UTF8.GetCharCount(sent.Name) + Encoding.UTF8.GetCharCount(sent.Value);
            _builder.Add(sent.Name, sent.Value);
        }

        if (owner >= 0 && !sent.IsDamaged && characters <= TextBudget.ExemplarCharactersMax)
        {
            Content.Exemplars.Add(new Exemplar(Content.Series[owner].Labels, time, value, _builder.Build()));
        }

        return !sent.IsDamaged;
    }

    private bool TryMetadata1(ReadOnlySpan<byte> message)
    {
        var metadata = new MetricMetadata("", "unknown", "", "");
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            metadata = field.Field switch
            {
                1 => metadata with { Type = TypeOf(field.Number) },
                2 => metadata with { Metric = NoteOf(field.Bytes) },
                4 => metadata with { Help = NoteOf(field.Bytes) },
                5 => metadata with { Unit = NoteOf(field.Bytes) },
                _ => metadata,
            };
        }

        if (metadata.Metric.Length > 0)
        {
            Content.Metadata.Add(metadata);
        }

        return !field.IsDamaged;
    }

    private bool TryMetadata2(ReadOnlySpan<byte> request, ReadOnlySpan<byte> message, int owner)
    {
        string metric = owner < 0 ? "" : Content.Series[owner].Labels[LabelName.MetricName] ?? "";
        var metadata = new MetricMetadata(metric, "unknown", "", "");
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            metadata = field.Field switch
            {
                1 => metadata with { Type = TypeOf(field.Number) },
                3 => metadata with { Help = NoteOf(_symbols.Of(request, field.Number)) },
                4 => metadata with { Unit = NoteOf(_symbols.Of(request, field.Number)) },
                _ => metadata,
            };
        }

        bool saysSomething = metadata.Type != "unknown" || metadata.Help.Length > 0 || metadata.Unit.Length > 0;
        if (metric.Length > 0 && saysSomething)
        {
            Content.Metadata.Add(metadata);
        }

        return !field.IsDamaged;
    }

    // Cut between two characters.
    private string NoteOf(ReadOnlySpan<byte> text)
    {
        int length = Math.Min(text.Length, TextBudget.NoteBytesMax);
        while (length < text.Length && length > 0 && (text[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return _texts.Take(length) ? Encoding.UTF8.GetString(text[..length]) : "";
    }

    private static string TypeOf(ulong number) => MetadataTypes[number < (ulong)MetadataTypes.Length ? number : 0];
}
