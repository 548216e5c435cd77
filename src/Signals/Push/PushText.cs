using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Signals.Scrape;

namespace Tocsin.Signals.Push;

/// <summary>Reads Prometheus's text format as pushed: families with what is said of them, each sample with its type.</summary>
/// <remarks>Not what targets are read with: a type after samples, or a line without its end, is refused here.</remarks>
// Source: Prometheus common, expfmt text parser: which bodies it takes, and its words for those that it does not.
public ref struct PushText
{
    private const string Cut = "unexpected end of input stream";

    private readonly PushDrafts _drafts = new();
    private readonly List<PushLabel> _labels = [];
    private PushTextLine _line;

    private PushText(PushTextLine line) => _line = line;

    /// <summary>Reads a body.</summary>
    public static PushedBody Read(ReadOnlySpan<byte> body)
    {
        var reading = new PushText(default);
        ReadOnlySpan<byte> rest = body;
        for (int number = 1; !rest.IsEmpty; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            reading._line = new PushTextLine(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
            reading._line.SkipBlanks();
            bool isEmpty = reading._line.IsAtEnd;
            string? fault = isEmpty ? null : reading.ReadLine();
            fault ??= end < 0 && !isEmpty ? Cut : null;
            if (fault is not null)
            {
                return PushedBody.Bad(string.Create(CultureInfo.InvariantCulture, $"text format parsing error in line {number}: {fault}"));
            }
        }

        return new PushedBody(reading._drafts.Families(), null);
    }

    private string? ReadLine() => _line.IsAt('#') ? ReadComment() : ReadSample();

    private string? ReadComment()
    {
        _line.Skip();
        _line.SkipBlanks();
        string keyword = Encoding.UTF8.GetString(_line.ReadWord());
        if (_line.IsAtEnd || keyword is not ("HELP" or "TYPE"))
        {
            return null;
        }

        _line.SkipBlanks();
        if (_line.ReadName(isMetric: true, out string name) is { } wrong)
        {
            return wrong;
        }

        if (_line.IsAtEnd)
        {
            return null;
        }

        if (!_line.IsAt(' ') && !_line.IsAt('\t'))
        {
            return "invalid metric name in comment";
        }

        PushDraft draft = _drafts.Find(name, out _);
        _line.SkipBlanks();
        return _line.IsAtEnd ? null : keyword == "HELP" ? ReadHelp(draft) : ReadType(draft);
    }

    private readonly string? ReadHelp(PushDraft draft)
    {
        if (draft.Help is not null)
        {
            return $"second HELP line for metric name {GoQuote.Quote(draft.Name)}";
        }

        if (PushTextLine.TryUnescape(_line.Rest, out string help) is { } wrong)
        {
            return wrong;
        }

        draft.Help = help;
        return null;
    }

    private readonly string? ReadType(PushDraft draft)
    {
        if (draft.Type is not null)
        {
            return $"second TYPE line for metric name {GoQuote.Quote(draft.Name)}, or TYPE reported after samples";
        }

        string word = Encoding.UTF8.GetString(_line.Rest);
        draft.Type = word.ToUpperInvariant() switch
        {
            "COUNTER" => PushedType.Counter,
            "GAUGE" => PushedType.Gauge,
            "SUMMARY" => PushedType.Summary,
            "UNTYPED" => PushedType.Untyped,
            "HISTOGRAM" => PushedType.Histogram,
            "GAUGE_HISTOGRAM" => PushedType.GaugeHistogram,
            _ => null,
        };
        return draft.Type is null ? $"unknown metric type {GoQuote.Quote(word)}" : null;
    }

    private string? ReadSample()
    {
        // The name may stand among the labels, in quotes.
        bool isInside = _line.IsAt('{');
        if (isInside)
        {
            _line.Skip();
            _line.SkipBlanks();
        }

        if (_line.ReadName(isMetric: true, out string name) is { } misnamed)
        {
            return misnamed;
        }

        if (name.Length == 0)
        {
            return "invalid metric name";
        }

        PushDraft draft = _drafts.Find(name, out PushSuffix suffix);
        draft.Type ??= PushedType.Untyped;
        _line.SkipBlanks();
        _labels.Clear();
        double bound = double.NaN;
        if (isInside && !_line.IsAt(',') && !_line.IsAt('}'))
        {
            return $"unexpected end of metric value {_line.ShowByte()}";
        }

        if (isInside ? _line.IsAt(',') || _line.IsAt('}') : _line.IsAt('{'))
        {
            if (!_line.IsAt('}'))
            {
                _line.Skip();
            }

            if (ReadLabels(draft, ref bound) is { } wrong)
            {
                return wrong;
            }

            _line.SkipBlanks();
        }

        ReadOnlySpan<byte> word = _line.ReadWord();
        if (!GoFloat.TryParse(word, out double value))
        {
            return $"expected float as value, got {PushTextLine.Show(word)}";
        }

        if (draft.Type == PushedType.GaugeHistogram)
        {
            return $"unexpected type for metric name {GoQuote.Quote(draft.Name)}";
        }

        bool hasTime = !_line.IsAtEnd;
        if (hasTime && ReadTime() is { } late)
        {
            return late;
        }

        draft.Add(_labels, new PushDraft.Sample(suffix, bound, value, hasTime));
        return null;
    }

    private string? ReadTime()
    {
        _line.SkipBlanks();
        ReadOnlySpan<byte> word = _line.ReadWord();
        if (!long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return $"expected integer as timestamp, got {PushTextLine.Show(word)}";
        }

        return _line.IsAtEnd ? null : $"spurious string after timestamp: {PushTextLine.Show(_line.Rest)}";
    }

    private string? ReadLabels(PushDraft draft, ref double bound)
    {
        while (true)
        {
            _line.SkipBlanks();
            if (_line.IsAt('}'))
            {
                _line.Skip();
                return null;
            }

            if (ReadLabel(draft, ref bound) is { } wrong)
            {
                return wrong;
            }

            _line.SkipBlanks();
            if (_line.IsAt(','))
            {
                _line.Skip();
            }
            else if (!_line.IsAt('}'))
            {
                return $"unexpected end of label value {GoQuote.Quote(_labels.Count == 0 ? "" : _labels[^1].Value)}";
            }
        }
    }

    private string? ReadLabel(PushDraft draft, ref double bound)
    {
        if (_line.ReadName(isMetric: false, out string name) is { } misnamed)
        {
            return misnamed;
        }

        if (name.Length == 0)
        {
            return $"invalid label name for metric {GoQuote.Quote(draft.Name)}";
        }

        _line.SkipBlanks();
        if (!_line.IsAt('='))
        {
            return $"expected '=' after label name, found {_line.ShowByte()}";
        }

        if (name == LabelName.MetricName)
        {
            return $"label name {GoQuote.Quote(name)} is reserved";
        }

        bool isBound = (draft.Type, name) is (PushedType.Summary, "quantile") or (PushedType.Histogram, "le");
        foreach (PushLabel label in _labels)
        {
            if (label.Name == name && !isBound)
            {
                return $"duplicate label names for metric {GoQuote.Quote(draft.Name)}";
            }
        }

        _line.Skip();
        _line.SkipBlanks();
        if (!_line.IsAt('"'))
        {
            return $"expected '\"' at start of label value, found {_line.ShowByte()}";
        }

        _line.Skip();
        if (_line.ReadQuoted(out string value) is { } wrong)
        {
            return wrong;
        }

        if (!isBound)
        {
            _labels.Add(new PushLabel(name, value));
            return null;
        }

        return GoFloat.TryParse(Encoding.UTF8.GetBytes(value), out bound)
            ? null
            : $"expected float as value for '{name}' label, got {GoQuote.Quote(value)}";
    }
}
