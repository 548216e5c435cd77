using FsCheck;
using FsCheck.Fluent;
using Tocsin.Journal.Events;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Tests.Format;

/// <summary>What is written is read back, and random bytes cause nothing but a format error.</summary>
public sealed class EventCodecProperties
{
    [Fact]
    public void Every_field_comes_back_as_it_was_written() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), RoundTrips).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_bytes_never_cause_anything_but_a_format_error() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), StaysInside)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static void RoundTrips(int seed)
    {
        var random = new Random(seed);
        List<Field> fields = [.. Enumerable.Range(0, random.Next(30)).Select(_ => Field.Of(random))];
        var writer = new EventWriter(random.Next(16));
        foreach (Field field in fields)
        {
            field.Write(ref writer);
        }

        var reader = new EventReader(writer.Written);
        foreach (Field field in fields)
        {
            Assert.Equal(field.Value, field.Read(ref reader));
        }

        Assert.False(reader.HasMore);

        // Cut anywhere, the same reads end in a format error or in fewer bytes, never outside.
        int cut = writer.Length == 0 ? 0 : random.Next(writer.Length);
        Assert.True(fields.Count == 0 || ThrowsFormat(writer.Written[..cut], fields));
        writer.Dispose();
    }

    private static bool ThrowsFormat(ReadOnlySpan<byte> bytes, List<Field> fields)
    {
        var reader = new EventReader(bytes);
        try
        {
            foreach (Field field in fields)
            {
                field.Read(ref reader);
            }
        }
        catch (JournalFormatException)
        {
            return true;
        }

        return false;
    }

    private static void StaysInside(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[random.Next(80)];
        random.NextBytes(bytes);
        EventKind[] kinds = [.. EventRegistry.Known];
        var reader = new EventReader(bytes);
        try
        {
            EventRegistry.Read(kinds[random.Next(kinds.Length)], default, ref reader);
        }
        catch (JournalFormatException)
        {
            // The one exception that is allowed.
        }

        ReadOnlySpan<byte> body = bytes;
        try
        {
            while (!body.IsEmpty)
            {
                int before = body.Length;
                _ = Block.ReadEvent(ref body);
                Assert.True(body.Length < before);
            }
        }
        catch (JournalFormatException)
        {
            // Likewise.
        }
    }

    private sealed record Field(int Type, object? Value)
    {
        public static Field Of(Random random)
        {
            int type = random.Next(12);
            return new Field(type, type switch
            {
                0 => (byte)random.Next(256),
                1 => random.Next(2) == 1,
                2 => (ulong)random.NextInt64() >> random.Next(64),
                3 => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
                4 => random.NextDouble(),
                5 => new Instant(random.NextInt64(Instant.Max.Ticks)),
                6 => new TimeSpan(random.NextInt64(long.MinValue, long.MaxValue)),
                7 => Text(random),
                8 => random.Next(2) == 0 ? null : Text(random),
                9 => string.Join(',', Enumerable.Range(0, random.Next(4)).Select(i => i.ToString("x4", null))),
                10 => LabelSet.Of(("a", Text(random)), ("b", Text(random))),
                _ => new Fingerprint((ulong)random.NextInt64()),
            });
        }

        public void Write(ref EventWriter writer)
        {
            switch (Type)
            {
                case 0: writer.WriteByte((byte)Value!); break;
                case 1: writer.WriteBool((bool)Value!); break;
                case 2: writer.WriteVarint((ulong)Value!); break;
                case 3: writer.WriteZigzag((long)Value!); break;
                case 4: writer.WriteDouble((double)Value!); break;
                case 5: writer.WriteInstant((Instant)Value!); break;
                case 6: writer.WriteDuration((TimeSpan)Value!); break;
                case 7: writer.WriteString((string)Value!); break;
                case 8: writer.WriteOptionalString((string?)Value); break;
                case 9: writer.WriteStrings(((string)Value!).Split(',')); break;
                case 10: writer.WriteLabels((LabelSet)Value!); break;
                default: writer.WriteFingerprint((Fingerprint)Value!); break;
            }
        }

        public object? Read(ref EventReader reader) => Type switch
        {
            0 => reader.ReadByte(),
            1 => reader.ReadBool(),
            2 => reader.ReadVarint(),
            3 => reader.ReadZigzag(),
            4 => reader.ReadDouble(),
            5 => reader.ReadInstant(),
            6 => reader.ReadDuration(),
            7 => reader.ReadString(),
            8 => reader.ReadOptionalString(),
            9 => string.Join(',', reader.ReadStrings()),
            10 => reader.ReadLabels(),
            _ => reader.ReadFingerprint(),
        };

        private static string Text(Random random)
        {
            string[] pieces = ["a", "é", "火", "🔥", "\0", " ", "long text that needs more"];
            return string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)]));
        }
    }
}
