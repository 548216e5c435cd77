using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>Reads exemplars. Reusable; not thread-safe.</summary>
// Source: opentelemetry.proto.metrics.v1, Exemplar; OpenTelemetry specification, compatibility with Prometheus, exemplars.
internal sealed class ExemplarReader
{
    private readonly List<KeyValuePair<string, string>> _attributes = [];
    private readonly LabelSetBuilder _builder = new();

    /// <summary>Reads one.</summary>
    /// <param name="message">The message Exemplar.</param>
    /// <param name="exemplar">It, without a series; null if it has no value.</param>
    /// <returns>False if it cannot be decoded.</returns>
    public bool TryRead(ReadOnlySpan<byte> message, out RawExemplar? exemplar)
    {
        exemplar = null;
        _attributes.Clear();
        double? value = null;
        long timeMs = 0;
        string trace = "";
        string span = "";
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            switch (field.Field, field.Wire)
            {
                case (2, ProtoWire.Fixed64):
                    timeMs = (long)(field.Number / 1_000_000);
                    break;
                case (3, ProtoWire.Fixed64):
                    value = field.AsFloat;
                    break;
                case (6, ProtoWire.Fixed64):
                    value = field.AsSigned;
                    break;
                case (4, ProtoWire.Bytes):
                    span = HexOf(field.Bytes);
                    break;
                case (5, ProtoWire.Bytes):
                    trace = HexOf(field.Bytes);
                    break;
            }
        }

        if (field.IsDamaged || !ResourceContext.TryReadAttributes(message, 7, _attributes, out bool isTooLong))
        {
            return false;
        }

        if (value is { } number)
        {
            exemplar = new RawExemplar(timeMs, number, Labels(trace, span, isTooLong));
        }

        return true;
    }

    private static string HexOf(ReadOnlySpan<byte> id) =>
        id.Length > 16 || id.IndexOfAnyExcept((byte)0) < 0 ? "" : Convert.ToHexStringLower(id);

    // The ids of trace and span stay, whatever does not fit beside them goes.
    private LabelSet Labels(string trace, string span, bool isTooLong)
    {
        _builder.Clear();
        int characters = 0;
        Add("trace_id", trace);
        Add("span_id", span);
        foreach ((string key, string value) in _attributes)
        {
            characters += Characters(key) + Characters(value);
        }

        for (int i = 0; !isTooLong && characters <= TextBudget.ExemplarCharactersMax && i < _attributes.Count; i++)
        {
            _builder.Add(_attributes[i].Key, _attributes[i].Value);
        }

        return _builder.Build(dropEmpty: true);

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                characters += name.Length + value.Length;
                _builder.Add(name, value);
            }
        }
    }

    private static int Characters(string text)
    {
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}

/// <summary>An exemplar that has no series yet.</summary>
/// <param name="TimeMs">When it was observed, in Unix milliseconds; 0 if that is not told.</param>
/// <param name="Value">What was observed.</param>
/// <param name="Labels">The ids of its trace and span, and what else fits.</param>
internal sealed record RawExemplar(long TimeMs, double Value, LabelSet Labels);
