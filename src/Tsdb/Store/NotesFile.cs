using System.Text;
using Tocsin.Model.Checksums;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Store;

/// <summary>Metadata and exemplars as bytes, in records of the log and in a file beside the blocks.</summary>
internal static class NotesFile
{
    /// <summary>The name of the file.</summary>
    public const string Name = "notes";

    /// <summary>Appends metadata.</summary>
    public static void Write(IReadOnlyCollection<MetricMetadata> metrics, ChunkWriter writer)
    {
        writer.WriteVarint((ulong)metrics.Count);
        foreach (MetricMetadata metric in metrics)
        {
            WriteText(metric.Metric, writer);
            WriteText(metric.Type, writer);
            WriteText(metric.Unit, writer);
            WriteText(metric.Help, writer);
        }
    }

    /// <summary>Appends exemplars.</summary>
    public static void Write(IReadOnlyCollection<Exemplar> exemplars, ChunkWriter writer)
    {
        writer.WriteVarint((ulong)exemplars.Count);
        foreach (Exemplar exemplar in exemplars)
        {
            WriteLabels(exemplar.Series, writer);
            writer.WriteZigzag(exemplar.TimeMs);
            writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(exemplar.Value));
            WriteLabels(exemplar.Labels, writer);
        }
    }

    /// <summary>Reads metadata.</summary>
    public static List<MetricMetadata> ReadMetrics(ref ChunkReader reader)
    {
        var metrics = new List<MetricMetadata>();
        for (int left = reader.ReadCount(reader.Remaining); left > 0; left--)
        {
            string name = ReadText(ref reader);
            string type = ReadText(ref reader);
            string unit = ReadText(ref reader);
            metrics.Add(new MetricMetadata(name, type, unit, ReadText(ref reader)));
        }

        return metrics;
    }

    /// <summary>Reads exemplars.</summary>
    public static List<Exemplar> ReadExemplars(ref ChunkReader reader)
    {
        var exemplars = new List<Exemplar>();
        for (int left = reader.ReadCount(reader.Remaining); left > 0; left--)
        {
            LabelSet series = ReadLabels(ref reader);
            long time = reader.ReadZigzag();
            double value = BitConverter.UInt64BitsToDouble(reader.ReadUInt64());
            exemplars.Add(new Exemplar(series, time, value, ReadLabels(ref reader)));
        }

        return exemplars;
    }

    /// <summary>Writes all of it into the folder's file, which is whole at any moment.</summary>
    public static void Save(string folder, SeriesNotes notes)
    {
        var writer = new ChunkWriter();
        writer.WriteUInt32(0);
        (MetricMetadata[] metrics, Exemplar[] exemplars) = notes.TakeAll();
        Write(metrics, writer);
        Write(exemplars, writer);
        byte[] bytes = writer.Written.ToArray();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Of(bytes.AsSpan(4)));
        string path = Path.Combine(folder, Name);
        using (FileStream file = File.Create(path + ".tmp"))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".tmp", path, overwrite: true);
        Directories.Sync(folder);
    }

    /// <summary>Reads the folder's file, if there is one.</summary>
    /// <returns>A sentence if it is damaged; null if all is well.</returns>
    public static string? Load(string folder, SeriesNotes notes)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var reader = new ChunkReader(File.ReadAllBytes(path));
            uint checksum = reader.ReadUInt32();
            ChunkReader content = reader;
            if (Crc32C.Of(content.ReadBytes(content.Remaining)) != checksum)
            {
                throw new TsdbFormatException("its checksum is wrong");
            }

            notes.Learn(ReadMetrics(ref reader));
            notes.Keep(ReadExemplars(ref reader));
            return null;
        }
        catch (Exception damaged) when (damaged is TsdbFormatException or FormatException)
        {
            return $"{path}: {damaged.Message}; metadata and exemplars of the past are missing";
        }
    }

    private static void WriteText(string text, ChunkWriter writer)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        writer.WriteVarint((ulong)utf8.Length);
        writer.WriteBytes(utf8);
    }

    private static string ReadText(ref ChunkReader reader) =>
        Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadCount(reader.Remaining)));

    private static void WriteLabels(LabelSet labels, ChunkWriter writer)
    {
        writer.WriteVarint((ulong)labels.Encoded.Length);
        writer.WriteBytes(labels.Encoded);
    }

    private static LabelSet ReadLabels(ref ChunkReader reader) =>
        LabelSet.FromEncoded(reader.ReadBytes(reader.ReadCount(reader.Remaining)));
}
