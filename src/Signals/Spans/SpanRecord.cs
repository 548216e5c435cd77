using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Spans;

/// <summary>
/// What a request changes, as it is kept on disk: enough to count its spans again, and no more. Stateless.
/// </summary>
/// <remarks>
/// <code>
/// +------+-----------+----------+---------------+-----------------------------------------------+
/// | kind | now, ms   | rejected | row count     | rows                                          |
/// | 1    | varint    | varint   | varint        |                                               |
/// +------+-----------+----------+---------------+-----------------------------------------------+
/// </code>
/// A row is the number of its form, the nanoseconds that it took, and for the two sides of a call its ids, 32 bytes. A form is
/// what most spans of a request share: service, name, kind, status, dimensions, database and peer. One with a number not
/// used before follows it.
/// </remarks>
internal static class SpanRecord
{
    /// <summary>The kinds of records. Persisted: values are never reused.</summary>
    public const byte State = 1;

    /// <summary>The spans of a request.</summary>
    public const byte Batch = 2;

    /// <summary>What is over is forgotten.</summary>
    public const byte Tidy = 3;

    private const int BytesPerRow = 24;

    /// <summary>Writes the spans of a request.</summary>
    public static byte[] Write(SpanBatch batch, long nowMs)
    {
        using var bytes = new MemoryStream(64 + (batch.Count * BytesPerRow));
        using var into = new BinaryWriter(bytes);
        into.Write(Batch);
        into.Write7BitEncodedInt64(nowMs);
        into.Write7BitEncodedInt(batch.Rejected);
        into.Write7BitEncodedInt(batch.Count);
        var forms = new Dictionary<(SeriesKey, SeriesKey), int>();
        int at = 0;
        foreach (SpanResource resource in batch.Resources)
        {
            for (; at < resource.End; at++)
            {
                ref SpanRow row = ref batch.Row(at);

                // What is not in a label is not in the key.
                SeriesKey beside = SeriesKey.Of(batch.Of(resource.Service)).Add(batch.Of(row.Name))
                    .Add([(byte)row.Kind, (byte)row.Status])
                    .Add(batch.Of(batch.Database(at))).Add(batch.Of(batch.Peer(at)));
                bool isNew = forms.TryAdd((row.Key, beside), forms.Count);
                into.Write7BitEncodedInt(forms[(row.Key, beside)]);
                if (isNew)
                {
                    WriteForm(into, batch, at, resource.Service);
                }

                into.Write7BitEncodedInt64((long)row.DurationNs);
                if (IsSide(row.Kind))
                {
                    into.Write(row.TraceHigh);
                    into.Write(row.TraceLow);
                    into.Write(row.SpanId);
                    into.Write(row.ParentId);
                }
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Writes that what is over at a time is forgotten.</summary>
    public static byte[] WriteTidy(long nowMs)
    {
        byte[] record = new byte[1 + sizeof(long)];
        record[0] = Tidy;
        BitConverter.TryWriteBytes(record.AsSpan(1), nowMs);
        return record;
    }

    /// <summary>Reads the spans of a request again.</summary>
    /// <param name="record">The record; the batch refers to it.</param>
    /// <param name="into">Takes the spans.</param>
    /// <returns>When they came.</returns>
    /// <exception cref="FormatException">The record makes no sense.</exception>
    public static long Read(byte[] record, SpanBatch into)
    {
        using var bytes = new MemoryStream(record, writable: false);
        using var from = new BinaryReader(bytes);
        into.Clear(record);
        bytes.Position = 1;
        long nowMs = from.Read7BitEncodedInt64();
        into.RejectedBefore(from.Read7BitEncodedInt());
        int count = from.Read7BitEncodedInt();
        var forms = new List<Form>();
        for (; count > 0; count--)
        {
            int number = from.Read7BitEncodedInt();
            if (number == forms.Count)
            {
                forms.Add(ReadForm(from, into.Width));
            }

            if (number < 0 || number >= forms.Count)
            {
                throw new FormatException("a form that is not there");
            }

            Form form = forms[number];
            var row = new SpanRow { Name = form.Name, Kind = form.Kind, Status = form.Status };
            row.DurationNs = (ulong)from.Read7BitEncodedInt64();
            if (IsSide(row.Kind))
            {
                (row.TraceHigh, row.TraceLow) = (from.ReadUInt64(), from.ReadUInt64());
                (row.SpanId, row.ParentId) = (from.ReadUInt64(), from.ReadUInt64());
            }

            into.AddKnown(row, form.Service, form.Values);
        }

        return nowMs;
    }

    private static bool IsSide(SpanKind kind) => kind >= SpanKind.Server;

    private static void WriteForm(BinaryWriter into, SpanBatch batch, int at, SpanText service)
    {
        ref SpanRow row = ref batch.Row(at);
        into.Write((byte)row.Kind);
        into.Write((byte)row.Status);
        WriteText(into, batch, service);
        WriteText(into, batch, row.Name);
        for (int i = 0; i < batch.Width; i++)
        {
            WriteText(into, batch, batch.Dimension(at, i));
        }
    }

    // The length and one, since no text at all is another thing than an empty one.
    private static void WriteText(BinaryWriter into, SpanBatch batch, SpanText text)
    {
        into.Write7BitEncodedInt(text.Length + 1);
        into.Write(batch.Of(text));
    }

    private static Form ReadForm(BinaryReader from, int width)
    {
        (var kind, var status) = ((SpanKind)from.ReadByte(), (SpanStatus)from.ReadByte());
        if (!Enum.IsDefined(kind) || !Enum.IsDefined(status))
        {
            throw new FormatException("a kind or a status that is not there");
        }

        SpanText service = ReadText(from);
        SpanText name = ReadText(from);
        var values = new SpanText[width];
        for (int i = 0; i < width; i++)
        {
            values[i] = ReadText(from);
        }

        return new Form(service, name, kind, status) { Values = values };
    }

    private static SpanText ReadText(BinaryReader from)
    {
        int length = from.Read7BitEncodedInt() - 1;
        long at = from.BaseStream.Position;
        if (length < -1 || length > from.BaseStream.Length - at)
        {
            throw new EndOfStreamException("a text is longer than the record");
        }

        from.BaseStream.Position = at + Math.Max(0, length);
        return length < 0 ? SpanText.None : new SpanText((int)at, length);
    }

    private sealed record Form(SpanText Service, SpanText Name, SpanKind Kind, SpanStatus Status)
    {
        public required SpanText[] Values { get; init; }
    }
}
