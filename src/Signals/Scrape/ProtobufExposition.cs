using System.Text;
using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Scrape;

/// <summary>Reads bodies of messages <c>io.prometheus.client.MetricFamily</c>, each after its length.</summary>
/// <remarks>Series are given on as the text format names them, so that all formats find them again in one way.</remarks>
// Source: Prometheus client_model metrics.proto; model/textparse, ProtobufParser.
internal sealed class ProtobufExposition
{
    private static readonly string[] Types = ["counter", "gauge", "summary", "untyped", "histogram", "gaugehistogram"];

    private readonly ScrapePoolModel _pool;
    private readonly IExpositionSink _sink;
    private readonly SeriesTextWriter _text = new();
    private MetricKind _kind;
    private byte[] _name = [];

    private ProtobufExposition(ScrapePoolModel pool, IExpositionSink sink) => (_pool, _sink) = (pool, sink);

    /// <summary>Hands a body to a sink.</summary>
    /// <returns>Why it stopped, or null at the end.</returns>
    public static ExpositionFault? Read(ReadOnlySpan<byte> body, ScrapePoolModel pool, IExpositionSink sink)
    {
        var reading = new ProtobufExposition(pool, sink);
        ReadOnlySpan<byte> rest = body;
        while (!rest.IsEmpty)
        {
            int at = body.Length - rest.Length;
            if (!ProtoReader.TryVarint(ref rest, out ulong length) || length > (ulong)rest.Length)
            {
                return new ExpositionFault("the body ends within a message", at);
            }

            if (reading.ReadFamily(rest[..(int)length]) is { } fault)
            {
                return new ExpositionFault(fault, at);
            }

            rest = rest[(int)length..];
        }

        return null;
    }

    private string? ReadFamily(ReadOnlySpan<byte> family)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> help = default;
        ReadOnlySpan<byte> unit = default;
        ulong type = 0;
        var field = new ProtoReader(family);
        while (field.TryNext())
        {
            name = field.Field == 1 ? field.Bytes : name;
            help = field.Field == 2 ? field.Bytes : help;
            type = field.Field == 3 ? field.Number : type;
            unit = field.Field == 5 ? field.Bytes : unit;
        }

        if (field.IsDamaged || type >= (ulong)Types.Length || !System.Text.Unicode.Utf8.IsValid(name) || name.IsEmpty)
        {
            return "a family of metrics is damaged, or has no name";
        }

        byte[] word = Encoding.ASCII.GetBytes(Types[type]);
        TextExposition.TryKind(word, out _kind);
        _name = name.ToArray();
        _sink.Describe(DescriptionPart.Type, name, word);
        _sink.Describe(DescriptionPart.Help, name, help);
        if (!unit.IsEmpty)
        {
            _sink.Describe(DescriptionPart.Unit, name, unit);
        }

        field = new ProtoReader(family);
        while (field.TryNext())
        {
            if (field.Field == 4 && ReadMetric(field.Bytes) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private string? ReadMetric(ReadOnlySpan<byte> metric)
    {
        long time = 0;
        var field = new ProtoReader(metric);
        while (field.TryNext())
        {
            time = field.Field == 6 ? field.AsSigned : time;
        }

        if (field.IsDamaged)
        {
            return "a metric is damaged";
        }

        field = new ProtoReader(metric);
        while (field.TryNext())
        {
            string? fault = (field.Field, _kind) switch
            {
                (2, MetricKind.Gauge) or (5, MetricKind.Unknown) or (3, MetricKind.Counter) => ReadValue(metric, field.Bytes, time),
                (4, MetricKind.Summary) => ReadSummary(metric, field.Bytes, time),
                (7, MetricKind.Histogram or MetricKind.GaugeHistogram) => ReadHistogram(metric, field.Bytes, time),
                _ => null,
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private string? ReadValue(ReadOnlySpan<byte> metric, ReadOnlySpan<byte> message, long time)
    {
        double value = 0;
        ReadOnlySpan<byte> exemplar = default;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            value = field.Field == 1 ? field.AsFloat : value;
            exemplar = field.Field == 2 && _kind == MetricKind.Counter ? field.Bytes : exemplar;
        }

        return field.IsDamaged ? "a value is damaged" : Give(metric, new Part { Value = value, Exemplar = exemplar }, time);
    }

    private string? ReadSummary(ReadOnlySpan<byte> metric, ReadOnlySpan<byte> message, long time)
    {
        double count = 0;
        double sum = 0;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            count = field.Field == 1 ? field.Number : count;
            sum = field.Field == 2 ? field.AsFloat : sum;
        }

        string? fault = field.IsDamaged ? "a summary is damaged" : null;
        fault ??= Give(metric, new Part { Suffix = "_count"u8, Value = count }, time)
            ?? Give(metric, new Part { Suffix = "_sum"u8, Value = sum }, time);
        field = new ProtoReader(message);
        while (fault is null && field.TryNext())
        {
            if (field.Field != 3)
            {
                continue;
            }

            double quantile = 0;
            double value = 0;
            var inner = new ProtoReader(field.Bytes);
            while (inner.TryNext())
            {
                quantile = inner.Field == 1 ? inner.AsFloat : quantile;
                value = inner.Field == 2 ? inner.AsFloat : value;
            }

            fault = inner.IsDamaged
                ? "a quantile is damaged"
                : Give(metric, new Part { Extra = "quantile"u8, Bound = quantile, Value = value }, time);
        }

        return fault;
    }

    private string? ReadHistogram(ReadOnlySpan<byte> metric, ReadOnlySpan<byte> message, long time)
    {
        if (!NativeHistogramWire.TryRead(message, _kind == MetricKind.GaugeHistogram, out NativeHistogramWire.Content content))
        {
            return "a histogram is damaged";
        }

        string? fault = null;
        bool hasNative = _pool.TakesNative && content.IsNative;
        if (hasNative)
        {
            FloatHistogram? reduced = NativeReduction.Apply(content.Histogram, _pool);
            fault = reduced is null
                ? NativeReduction.Fault
                : Give(metric, new Part { Histogram = reduced, Exemplar = Newest(message) }, time);
        }

        return fault ?? (hasNative && !_pool.AlwaysTakesClassic ? null : ReadClassic(metric, message, content.Histogram, time));
    }

    private string? ReadClassic(ReadOnlySpan<byte> metric, ReadOnlySpan<byte> message, FloatHistogram histogram, long time)
    {
        string? fault = Give(metric, new Part { Suffix = "_count"u8, Value = histogram.Count }, time)
            ?? Give(metric, new Part { Suffix = "_sum"u8, Value = histogram.Sum }, time);
        double last = 0;
        var field = new ProtoReader(message);
        while (fault is null && field.TryNext())
        {
            if (field.Field != 3)
            {
                continue;
            }

            double count = 0;
            ReadOnlySpan<byte> exemplar = default;
            var inner = new ProtoReader(field.Bytes);
            while (inner.TryNext())
            {
                count = inner.Field == 1 ? inner.Number : inner.Field == 4 && inner.AsFloat > 0 ? inner.AsFloat : count;
                last = inner.Field == 2 ? inner.AsFloat : last;
                exemplar = inner.Field == 3 ? inner.Bytes : exemplar;
            }

            var bucket = new Part { Suffix = "_bucket"u8, Extra = "le"u8, Bound = last, Value = count, Exemplar = exemplar };
            fault = inner.IsDamaged ? "a bucket is damaged" : Give(metric, bucket, time);
        }

        return fault is not null || double.IsPositiveInfinity(last)
            ? fault
            : Give(
                metric,
                new Part { Suffix = "_bucket"u8, Extra = "le"u8, Bound = double.PositiveInfinity, Value = histogram.Count },
                time);
    }

    private static ReadOnlySpan<byte> Newest(ReadOnlySpan<byte> histogram)
    {
        ReadOnlySpan<byte> newest = default;
        var field = new ProtoReader(histogram);
        while (field.TryNext())
        {
            newest = field.Field == 16 ? field.Bytes : newest;
        }

        return newest;
    }

    private string? Give(ReadOnlySpan<byte> metric, Part part, long time)
    {
        _text.Begin(_name, part.Suffix);
        var field = new ProtoReader(metric);
        while (field.TryNext())
        {
            if (field.Field == 1 && !TryAddLabel(field.Bytes))
            {
                return "a label is damaged";
            }
        }

        if (!part.Extra.IsEmpty)
        {
            _text.Add(part.Extra, Encoding.ASCII.GetBytes(GoFloat.Format(part.Bound)));
        }

        int series = _text.End();
        double exemplarValue = 0;
        long exemplarTime = 0;
        bool hasExemplar = !part.Exemplar.IsEmpty && TryAddExemplar(part.Exemplar, out exemplarValue, out exemplarTime);
        return _sink.Take(new ExposedSample
        {
            Series = _text.Written[..series],
            Kind = _kind,
            Value = part.Value,
            Histogram = part.Histogram,
            HasTime = time != 0,
            TimeMs = time,
            ExemplarLabels = hasExemplar ? _text.Written[series..] : default,
            ExemplarValue = exemplarValue,
            ExemplarTimeMs = exemplarTime,
        });
    }

    private bool TryAddLabel(ReadOnlySpan<byte> pair)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> value = default;
        var field = new ProtoReader(pair);
        while (field.TryNext())
        {
            name = field.Field == 1 ? field.Bytes : name;
            value = field.Field == 2 ? field.Bytes : value;
        }

        _text.Add(name, value);
        return !field.IsDamaged;
    }

    private bool TryAddExemplar(ReadOnlySpan<byte> exemplar, out double value, out long timeMs)
    {
        (value, timeMs) = (0, 0);
        _text.Begin(default, default);
        var field = new ProtoReader(exemplar);
        while (field.TryNext())
        {
            if (field.Field == 1 && !TryAddLabel(field.Bytes))
            {
                return false;
            }

            value = field.Field == 2 ? field.AsFloat : value;
            if (field.Field == 3)
            {
                var instant = new ProtoReader(field.Bytes);
                while (instant.TryNext())
                {
                    timeMs += instant.Field == 1 ? instant.AsSigned * 1000 : instant.Field == 2 ? instant.AsSigned / 1_000_000 : 0;
                }
            }
        }

        _text.End();
        return !field.IsDamaged;
    }

    /// <summary>One series of a metric.</summary>
    private ref struct Part
    {
        public ReadOnlySpan<byte> Suffix;
        public ReadOnlySpan<byte> Extra;
        public ReadOnlySpan<byte> Exemplar;
        public double Bound;
        public double Value;
        public FloatHistogram? Histogram;
    }
}
