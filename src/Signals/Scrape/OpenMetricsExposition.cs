namespace Tocsin.Signals.Scrape;

/// <summary>Reads OpenMetrics, 0.0.1 and 1.0.0. It allocates nothing unless something is wrong.</summary>
// Source: https://prometheus.io/docs/specs/om/open_metrics_spec; like Prometheus it takes _created for a series.
internal static class OpenMetricsExposition
{
    /// <summary>Hands a body to a sink.</summary>
    /// <returns>Why it stopped, or null at the end.</returns>
    public static ExpositionFault? Read(ReadOnlySpan<byte> body, IExpositionSink sink)
    {
        // Source: Prometheus takes an empty body, which has no end, for one without samples.
        if (body.IsEmpty)
        {
            return null;
        }

        int at = 0;
        var kind = MetricKind.Unknown;
        while (at < body.Length)
        {
            int length = body[at..].IndexOf((byte)'\n');
            if (body[at] == (byte)'#')
            {
                ReadOnlySpan<byte> line = length < 0 ? body[at..] : body.Slice(at, length);
                int next = length < 0 ? body.Length : at + length + 1;
                if (line.SequenceEqual("# EOF"u8))
                {
                    return next < body.Length ? new ExpositionFault("unexpected data after # EOF", next) : null;
                }

                if (ReadDescription(line, at, ref kind, sink) is { } fault)
                {
                    return fault;
                }

                at = next;
            }
            else if (ReadSample(body, ref at, kind, sink) is { } fault)
            {
                return fault;
            }
        }

        return new ExpositionFault("data does not end with # EOF", at);
    }

    private static ExpositionFault? ReadDescription(ReadOnlySpan<byte> line, int at, ref MetricKind kind, IExpositionSink sink)
    {
        DescriptionPart? part = line switch
        {
            _ when line.StartsWith("# TYPE "u8) => DescriptionPart.Type,
            _ when line.StartsWith("# HELP "u8) => DescriptionPart.Help,
            _ when line.StartsWith("# UNIT "u8) => DescriptionPart.Unit,
            _ => null,
        };
        if (part is not { } known)
        {
            return new ExpositionFault($"expected # TYPE, # HELP, # UNIT or # EOF, got {TextExposition.Show(line)}", at);
        }

        int end = "# TYPE ".Length;
        ReadOnlySpan<byte> name = TextExposition.MetricName(line, ref end);
        ReadOnlySpan<byte> text = line[Math.Min(end + 1, line.Length)..];
        if (name.IsEmpty || end >= line.Length)
        {
            return new ExpositionFault("expected a metric's name, one space and a text", at + "# TYPE ".Length);
        }

        if (known == DescriptionPart.Type && (!TextExposition.TryKind(text, out kind) || text.SequenceEqual("untyped"u8)))
        {
            return new ExpositionFault($"invalid metric type {TextExposition.Show(text)}", at + end + 1);
        }

        if (known == DescriptionPart.Unit && !text.IsEmpty
            && (!name.EndsWith(text) || name.Length <= text.Length || name[^(text.Length + 1)] != (byte)'_'))
        {
            return new ExpositionFault(
                $"unit {TextExposition.Show(text)} not a suffix of metric {TextExposition.Show(name)}", at + end + 1);
        }

        sink.Describe(known, name, text);
        return null;
    }

    private static ExpositionFault? ReadSample(ReadOnlySpan<byte> body, ref int at, MetricKind kind, IExpositionSink sink)
    {
        int start = at;
        int length = sink.Recognise(body[at..]);
        length = length > 0 ? length : SeriesText.FindEnd(body[at..], isStrict: true);
        if (length < 0)
        {
            return new ExpositionFault("expected the name of a series", at);
        }

        at += length;
        if (!TryWord(body, ref at, out ReadOnlySpan<byte> word) || !GoFloat.TryParse(word, out double value))
        {
            return new ExpositionFault("expected one space and a value after the series", at);
        }

        long time = 0;
        bool hasTime = at + 1 < body.Length && body[at] == (byte)' ' && body[at + 1] != (byte)'#';
        if (hasTime && !TryTime(body, ref at, out time))
        {
            return new ExpositionFault("expected one space and a time in seconds, or the end of the line", at);
        }

        ReadOnlySpan<byte> exemplar = default;
        double exemplarValue = 0;
        long exemplarTime = 0;
        if (body[at..].StartsWith(" # {"u8))
        {
            at += 3;
            int brace = SeriesText.FindBrace(body[at..]);
            exemplar = brace < 0 ? default : body.Slice(at, brace + 1);
            at += exemplar.Length;
            if (exemplar.IsEmpty || !TryWord(body, ref at, out word) || !GoFloat.TryParse(word, out exemplarValue))
            {
                return new ExpositionFault("expected an exemplar's labels and its value", at);
            }

            if (at < body.Length && body[at] == (byte)' ' && !TryTime(body, ref at, out exemplarTime))
            {
                return new ExpositionFault("expected one space and an exemplar's time, or the end of the line", at);
            }
        }

        if (at >= body.Length || body[at] != (byte)'\n')
        {
            return new ExpositionFault("expected the end of the line", at);
        }

        at++;
        var sample = new ExposedSample
        {
            Series = body.Slice(start, length),
            IsStrict = true,
            Kind = kind,
            Value = value,
            HasTime = hasTime,
            TimeMs = time,
            ExemplarLabels = exemplar,
            ExemplarValue = exemplarValue,
            ExemplarTimeMs = exemplarTime,
        };
        return sink.Take(sample) is { } wrong ? new ExpositionFault(wrong, start) : null;
    }

    private static bool TryTime(ReadOnlySpan<byte> body, ref int at, out long timeMs)
    {
        timeMs = 0;
        if (!TryWord(body, ref at, out ReadOnlySpan<byte> word) || !GoFloat.TryParse(word, out double seconds)
            || double.IsNaN(seconds) || Math.Abs(seconds) > 1e15)
        {
            return false;
        }

        timeMs = (long)(seconds * 1000);
        return true;
    }

    // One space and what follows it up to the next space or the end of the line.
    private static bool TryWord(ReadOnlySpan<byte> body, ref int at, out ReadOnlySpan<byte> word)
    {
        word = default;
        if (at >= body.Length || body[at] != (byte)' ')
        {
            return false;
        }

        int length = body[(at + 1)..].IndexOfAny((byte)' ', (byte)'\n');
        word = length < 0 ? body[(at + 1)..] : body.Slice(at + 1, length);
        at += word.Length + 1;
        return !word.IsEmpty;
    }
}
