using System.Text;
using System.Text.Unicode;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Push;

/// <summary>Reads messages <c>io.prometheus.client.MetricFamily</c>, each after its length.</summary>
// Source: Prometheus client_model metrics.proto; Pushgateway handler, push: of two families of one name the last holds.
public static class PushProtobuf
{
    private const string Damaged = "a message of the body is damaged";

    /// <summary>Reads a body.</summary>
    public static PushedBody Read(ReadOnlySpan<byte> body)
    {
        var families = new Dictionary<string, PushedFamily>(StringComparer.Ordinal);
        ReadOnlySpan<byte> rest = body;
        while (!rest.IsEmpty)
        {
            if (!ProtoReader.TryVarint(ref rest, out ulong length) || length > (ulong)rest.Length)
            {
                return PushedBody.Bad("the body ends within a message");
            }

            if (!TryRead(rest[..(int)length], out PushedFamily? family))
            {
                return PushedBody.Bad(Damaged);
            }

            families[family!.Name] = family;
            rest = rest[(int)length..];
        }

        return new PushedBody([.. families.Values], null);
    }

    /// <summary>Reads one family; false if it is damaged or has no name.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out PushedFamily? family)
    {
        family = null;
        string name = "";
        string? help = null;
        ulong type = 0;
        bool isText = true;
        var metrics = new List<PushedMetric>();
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            switch (field.Field)
            {
                case 1:
                    isText &= TryText(field.Bytes, out name);
                    break;
                case 2:
                    isText &= TryText(field.Bytes, out help!);
                    break;
                case 3:
                    type = field.Number;
                    break;
                case 4 when !TryReadMetric(field.Bytes, metrics):
                    return false;
            }
        }

        if (field.IsDamaged || !isText || name.Length == 0 || type > (ulong)PushedType.GaugeHistogram)
        {
            return false;
        }

        family = new PushedFamily { Name = name, Help = help, Type = (PushedType)type, Metrics = metrics };
        return true;
    }

    private static bool TryReadMetric(ReadOnlySpan<byte> message, List<PushedMetric> metrics)
    {
        var labels = new List<PushLabel>();
        PushedType? kind = null;
        byte[] value = [];
        bool hasTime = false;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            switch (field.Field)
            {
                case 1 when !TryReadLabel(field.Bytes, labels):
                    return false;
                case 2 or 3 or 4 or 5 or 7 when field.Wire == ProtoWire.Bytes:
                    kind = KindOf(field.Field);
                    value = field.Bytes.ToArray();
                    break;
                case 6:
                    hasTime = true;
                    break;
            }
        }

        metrics.Add(new PushedMetric(labels, kind, value) { HasTime = hasTime });
        return !field.IsDamaged;
    }

    private static PushedType KindOf(int field) => field switch
    {
        2 => PushedType.Gauge,
        3 => PushedType.Counter,
        4 => PushedType.Summary,
        5 => PushedType.Untyped,
        _ => PushedType.Histogram,
    };

    private static bool TryReadLabel(ReadOnlySpan<byte> message, List<PushLabel> labels)
    {
        string name = "";
        string value = "";
        bool isText = true;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            isText &= field.Field != 1 || TryText(field.Bytes, out name);
            isText &= field.Field != 2 || TryText(field.Bytes, out value);
        }

        labels.Add(new PushLabel(name, value));
        return isText && !field.IsDamaged;
    }

    private static bool TryText(ReadOnlySpan<byte> bytes, out string text)
    {
        bool isGood = Utf8.IsValid(bytes);
        text = isGood ? Encoding.UTF8.GetString(bytes) : "";
        return isGood;
    }
}
