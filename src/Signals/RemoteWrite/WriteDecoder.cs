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

    /// <summary>What the last request brought.</summary>
    public WriteContent Content { get; } = new();

    /// <summary>Decodes a request; false if it is damaged.</summary>
    public bool TryDecode(ReadOnlySpan<byte> message, RemoteWriteVersion version) =>
        version == RemoteWriteVersion.One ? TryDecode1(message) : TryDecode2(message);

    private bool TryDecode1(ReadOnlySpan<byte> message)
    {
        Content.Clear();
        _texts.Clear();
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

    private bool TryDecode2(ReadOnlySpan<byte> message)
    {
        Content.Clear();
        _symbols.Clear();
        _texts.Clear();

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
        SeriesKey key = SeriesKey.Start(RemoteWriteVersion.One);
        var field = new ProtoReader(series);
        int labelsEnd = 0;
        bool isPast = false;
        while (field.TryNext())
        {
            bool isLabel = field.Field == 1 && field.Wire == ProtoWire.Bytes;
            key = isLabel ? key.Add(field.Bytes) : key;
            isPast |= !isLabel;
            labelsEnd = isPast ? labelsEnd : series.Length - field.Remaining;
        }

        if (field.IsDamaged)
        {
            return false;
        }

        if (memory.Find(key) is { IsNone: false } known)
        {
            return TrySamples1(series, labelsEnd, Own(known));
        }

        int owner = -1;
        bool ok = !Fits(new WireLabels(series)) || TryOwner(new WireLabels(series), key, out owner);
        return ok && TrySamples1(series, labelsEnd, owner);
    }

    private bool TrySamples1(ReadOnlySpan<byte> series, int from, int owner)
    {
        var field = new ProtoReader(series[from..]);
        while (field.TryNext())
        {
            bool ok = field.Field switch
            {
                2 => TrySample(field.Bytes, owner),
                3 => TryExemplar(field.Bytes, owner, default, new WireLabels(series)),
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
                4 => TryExemplar(field.Bytes, owner, message, new WireLabels(message, refs, _symbols)),
                5 => TryMetadata2(message, field.Bytes, owner < 0 ? default : new WireLabels(message, refs, _symbols)),
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
        SeriesKey key = SeriesKey.Start(RemoteWriteVersion.Two);
        var labels = new WireLabels(message, refs, _symbols);
        bool fits = Fits(labels);
        while (fits && labels.TryNext())
        {
            key = key.Add(labels.Name).Add(labels.Value);
        }

        return !labels.IsDamaged && (!fits || TryOwner(new WireLabels(message, refs, _symbols), key, out owner));
    }

    private int Own(SeriesRef known)
    {
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
    private bool TryOwner(WireLabels sent, SeriesKey key, out int owner)
    {
        owner = -1;
        SeriesRef known = memory.Find(key);
        if (known.IsNone)
        {
            LabelSet labels = WireLabels.Build(sent, _builder, out string? fault);
            if (fault is not null)
            {
                Content.LabelFault ??= fault;
                return true;
            }

            known = memory.Learn(key, labels);
            if (known.IsNone)
            {
                Content.LabelFault ??= memory.WhyRefused(labels);
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
            Content.Samples.Add(Content.Series[owner], time, value, start);
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

        SeriesRef series = Content.Series[owner];

        // The marker that a series is stale comes as a histogram whose sum is that NaN.
        if (StaleMarker.Is(histogram.Sum))
        {
            Content.Samples.Add(series, times.Time, StaleMarker.Value, times.Start);
        }
        else
        {
            Content.Samples.Add(series, times.Time, histogram, times.Start);
        }

        return true;
    }

    private bool TryExemplar(ReadOnlySpan<byte> message, int owner, ReadOnlySpan<byte> request, WireLabels series)
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
            LabelSet labels = _builder.Build();
            Content.Exemplars.Add(new Exemplar(WireLabels.Build(series, _builder, out _), time, value, labels));
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

    private bool TryMetadata2(ReadOnlySpan<byte> request, ReadOnlySpan<byte> message, WireLabels series)
    {
        string metric = series.MetricName();
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

    private string NoteOf(ReadOnlySpan<byte> text) =>
        _texts.Take(Math.Min(text.Length, TextBudget.NoteBytesMax)) ? TextBudget.CutNote(text) : "";

    private static string TypeOf(ulong number) => MetadataTypes[number < (ulong)MetadataTypes.Length ? number : 0];
}
