using System.Text;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Push;

/// <summary>A group on disk: as it is, or that it is gone. The newest record of a group holds.</summary>
// message Record { repeated Label labels = 1 { string name = 1; string value = 2; } varint pushed_ns = 2; varint failed_ns = 3;
//                  repeated Family families = 4 { varint at_ns = 1; bytes message = 2; } varint is_gone = 5; }
public static class PushRecord
{
    /// <summary>Writes a group as it is.</summary>
    public static byte[] Write(PushGroup group)
    {
        var writer = new ProtoWriter();
        WriteLabels(writer, group.Labels);
        writer.Varint(2, (ulong)group.PushedNs);
        writer.Varint(3, (ulong)group.FailedNs);
        foreach (PushGroupFamily family in group.Families.Values)
        {
            int begun = writer.Begin(4);
            writer.Varint(1, (ulong)family.AtNs);
            writer.Bytes(2, family.Message);
            writer.End(begun);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Writes that a group is gone.</summary>
    public static byte[] WriteGone(IReadOnlyList<PushLabel> labels)
    {
        var writer = new ProtoWriter();
        WriteLabels(writer, labels);
        writer.Varint(5, 1);
        return writer.Written.ToArray();
    }

    /// <summary>Reads a record into a table; false if it is damaged, and then nothing changed.</summary>
    public static bool TryApply(ReadOnlySpan<byte> record, PushTable table)
    {
        var labels = new List<PushLabel>();
        var families = new Dictionary<string, PushGroupFamily>(StringComparer.Ordinal);
        (long pushed, long failed, bool isGone) = (0, 0, false);
        var field = new ProtoReader(record);
        while (field.TryNext())
        {
            switch (field.Field)
            {
                case 1:
                    labels.Add(ReadLabel(field.Bytes));
                    break;
                case 2:
                    pushed = field.AsSigned;
                    break;
                case 3:
                    failed = field.AsSigned;
                    break;
                case 4 when !TryReadFamily(field.Bytes, labels, families):
                    return false;
                case 5:
                    isGone = true;
                    break;
            }
        }

        if (field.IsDamaged || labels.Count == 0)
        {
            return false;
        }

        if (isGone)
        {
            table.Delete(PushGroup.KeyOf(labels));
        }
        else
        {
            table.Restore(new PushGroup { Labels = labels, Families = families, PushedNs = pushed, FailedNs = failed });
        }

        return true;
    }

    private static void WriteLabels(ProtoWriter writer, IReadOnlyList<PushLabel> labels)
    {
        foreach (PushLabel label in labels)
        {
            int pair = writer.Begin(1);
            writer.Text(1, label.Name);
            writer.Text(2, label.Value);
            writer.End(pair);
        }
    }

    private static PushLabel ReadLabel(ReadOnlySpan<byte> message)
    {
        (string name, string value) = ("", "");
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            name = field.Field == 1 ? Encoding.UTF8.GetString(field.Bytes) : name;
            value = field.Field == 2 ? Encoding.UTF8.GetString(field.Bytes) : value;
        }

        return new PushLabel(name, value);
    }

    private static bool TryReadFamily(
        ReadOnlySpan<byte> message, List<PushLabel> labels, Dictionary<string, PushGroupFamily> families)
    {
        long at = 0;
        PushedFamily? family = null;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            at = field.Field == 1 ? field.AsSigned : at;
            if (field.Field == 2 && !PushProtobuf.TryRead(field.Bytes, out family))
            {
                return false;
            }
        }

        if (family is not null)
        {
            families[family.Name] = PushGroup.Hold(family, labels, at);
        }

        return family is not null && !field.IsDamaged;
    }
}
