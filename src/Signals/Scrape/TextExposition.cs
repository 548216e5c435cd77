using System.Text;

namespace Tocsin.Signals.Scrape;

/// <summary>Reads Prometheus's text format, 0.0.4 and 1.0.0. It allocates nothing unless something is wrong.</summary>
// Source: Prometheus, exposition formats, https://prometheus.io/docs/instrumenting/exposition_formats
internal static class TextExposition
{
    /// <summary>Hands a body to a sink.</summary>
    /// <returns>Why it stopped, or null at the end.</returns>
    public static ExpositionFault? Read(ReadOnlySpan<byte> body, IExpositionSink sink)
    {
        int at = 0;
        var kind = MetricKind.Unknown;
        while (true)
        {
            SkipSpace(body, ref at);
            if (at >= body.Length)
            {
                return null;
            }

            ExpositionFault? fault = null;
            switch (body[at])
            {
                case (byte)'\n':
                    at++;
                    break;
                case (byte)'#':
                    fault = ReadComment(body, ref at, ref kind, sink);
                    break;
                default:
                    fault = ReadSample(body, ref at, kind, sink);
                    break;
            }

            if (fault is not null)
            {
                return fault;
            }
        }
    }

    /// <summary>A type by its word; false if it is none.</summary>
    internal static bool TryKind(ReadOnlySpan<byte> word, out MetricKind kind)
    {
        kind = word switch
        {
            _ when word.SequenceEqual("counter"u8) => MetricKind.Counter,
            _ when word.SequenceEqual("gauge"u8) => MetricKind.Gauge,
            _ when word.SequenceEqual("histogram"u8) => MetricKind.Histogram,
            _ when word.SequenceEqual("gaugehistogram"u8) => MetricKind.GaugeHistogram,
            _ when word.SequenceEqual("summary"u8) => MetricKind.Summary,
            _ when word.SequenceEqual("info"u8) => MetricKind.Info,
            _ when word.SequenceEqual("stateset"u8) => MetricKind.StateSet,
            _ => MetricKind.Unknown,
        };
        return kind != MetricKind.Unknown || word.SequenceEqual("unknown"u8) || word.SequenceEqual("untyped"u8);
    }

    /// <summary>What of a text an error can show.</summary>
    internal static string Show(ReadOnlySpan<byte> text) =>
        Model.Labels.GoQuote.Quote(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 60)]));

    private static ExpositionFault? ReadSample(ReadOnlySpan<byte> body, ref int at, MetricKind kind, IExpositionSink sink)
    {
        int start = at;
        int length = sink.Recognise(body[at..]);
        length = length > 0 ? length : SeriesText.FindEnd(body[at..], isStrict: false);
        if (length < 0)
        {
            return new ExpositionFault($"expected the name of a series, got {Show(LineAt(body, at))}", at);
        }

        at += length;
        SkipSpace(body, ref at);
        int valueAt = at;
        ReadOnlySpan<byte> word = Word(body, ref at);
        if (!GoFloat.TryParse(word, out double value))
        {
            return new ExpositionFault($"expected a value after the series, got {Show(word)}", valueAt);
        }

        SkipSpace(body, ref at);
        long time = 0;
        bool hasTime = at < body.Length && body[at] != (byte)'\n';
        if (hasTime)
        {
            int timeAt = at;
            word = Word(body, ref at);
            if (!TryWhole(word, out time))
            {
                return new ExpositionFault($"expected a time in milliseconds or the end of the line, got {Show(word)}", timeAt);
            }

            SkipSpace(body, ref at);
        }

        if (at < body.Length && body[at] != (byte)'\n')
        {
            return new ExpositionFault($"expected the end of the line, got {Show(LineAt(body, at))}", at);
        }

        var sample = new ExposedSample
        {
            Series = body.Slice(start, length),
            Kind = kind,
            Value = value,
            HasTime = hasTime,
            TimeMs = time,
        };
        return sink.Take(sample) is { } wrong ? new ExpositionFault(wrong, start) : null;
    }

    private static ExpositionFault? ReadComment(ReadOnlySpan<byte> body, ref int at, ref MetricKind kind, IExpositionSink sink)
    {
        int start = at;
        ReadOnlySpan<byte> line = LineAt(body, at);
        at += line.Length;
        int within = 1;
        SkipSpace(line, ref within);
        if (within == 1)
        {
            return null;
        }

        // Without a blank behind it, it is a word of a comment.
        ReadOnlySpan<byte> keyword = Word(line, ref within);
        bool isType = keyword.SequenceEqual("TYPE"u8);
        if (within == line.Length || (!isType && !keyword.SequenceEqual("HELP"u8)))
        {
            return null;
        }

        SkipSpace(line, ref within);
        int nameAt = within;
        ReadOnlySpan<byte> name = MetricName(line, ref within);
        if (name.IsEmpty)
        {
            return new ExpositionFault($"expected a metric's name after {Encoding.ASCII.GetString(keyword)}", start + nameAt);
        }

        // One blank ends the name; all others belong to the text.
        ReadOnlySpan<byte> text = line[Math.Min(within + 1, line.Length)..];
        if (!isType)
        {
            sink.Describe(DescriptionPart.Help, name, text);
            return null;
        }

        if (!TryKind(text, out kind)
            || kind is MetricKind.Info or MetricKind.StateSet or MetricKind.GaugeHistogram || text.SequenceEqual("unknown"u8))
        {
            return new ExpositionFault($"invalid metric type {Show(text)}", start + within + 1);
        }

        sink.Describe(DescriptionPart.Type, name, text);
        return null;
    }

    /// <summary>The name of a metric in a description, without its quotes.</summary>
    internal static ReadOnlySpan<byte> MetricName(ReadOnlySpan<byte> line, ref int at)
    {
        if (at < line.Length && line[at] == (byte)'"')
        {
            int close = line[(at + 1)..].IndexOf((byte)'"');
            ReadOnlySpan<byte> quoted = close < 0 ? default : line.Slice(at + 1, close);
            at = close < 0 ? line.Length : at + close + 2;
            return quoted;
        }

        return Word(line, ref at);
    }

    private static ReadOnlySpan<byte> LineAt(ReadOnlySpan<byte> body, int at)
    {
        int end = body[at..].IndexOf((byte)'\n');
        return end < 0 ? body[at..] : body.Slice(at, end);
    }

    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> text, ref int at)
    {
        int length = text[at..].IndexOfAny((byte)' ', (byte)'\t', (byte)'\n');
        ReadOnlySpan<byte> word = length < 0 ? text[at..] : text.Slice(at, length);
        at += word.Length;
        return word;
    }

    private static void SkipSpace(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }
    }

    // Without a sign: upstream reads none.
    private static bool TryWhole(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return !text.IsEmpty && char.IsAsciiDigit((char)text[0])
            && System.Buffers.Text.Utf8Parser.TryParse(text, out number, out int used) && used == text.Length;
    }
}
