using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteRead;
using Tocsin.Signals.RemoteRead.Asking;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.RemoteRead.Asking;

/// <summary>What is asked is understood, what is answered is read bit by bit, and what is no answer says so.</summary>
public sealed class AskingProperties
{
    private static readonly LabelSet Up = LabelSet.Of(("__name__", "up"), ("job", "ü"));

    private static readonly SeriesQuery Everything = new()
    {
        Matchers = [LabelMatcher.Create(MatchOp.Equal, "__name__", "up"), LabelMatcher.Create(MatchOp.NotRegex, "job", "x|y")],
        FromMs = long.MinValue / 2,
        ToMs = long.MaxValue / 2,
        StepMs = 15_000,
        RangeMs = 300_000,
    };

    [Fact]
    public void A_request_says_what_is_wanted()
    {
        ReadRequest request = ReadRequestDecoder.Decode(ReadRequestEncoder.Encode(Everything), out string? fault)!;

        Assert.Null(fault);
        Assert.Equal(ReadAnswerType.Chunks, request.AnswerType);
        SeriesQuery query = Assert.Single(request.Queries).Series;
        Assert.Equal(Everything.Matchers, query.Matchers);
        Assert.Equal(
            (Everything.FromMs, Everything.ToMs, Everything.StepMs, Everything.RangeMs),
            (query.FromMs, query.ToMs, query.StepMs, query.RangeMs));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Chunks_give_back_what_there_was(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++)
        {
            MemorySample[] samples = RandomSamples.Next(random);
            ReadSeries series = Assert.Single(await ReadAsync(Chunks(samples)));
            AssertSame(samples, series);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_message_gives_back_what_there_was(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++)
        {
            MemorySample[] samples = RandomSamples.Next(random);
            AssertSame(samples, Assert.Single(SampleMessage.Read(Message(samples), long.MaxValue, new Meter())));
        }
    }

    [Fact]
    public async Task An_answer_that_is_damaged_anywhere_is_read_to_its_end_or_says_why_not()
    {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            MemorySample[] samples = [.. RandomSamples.Next(random).Take(30)];
            byte[] chunks = Damaged(random, Chunks(samples));
            byte[] message = Damaged(random, Message(samples));
            try
            {
                await ReadAsync(chunks);
                SampleMessage.Read(message, 1 << 20, new Meter());
            }
            catch (ReadDamageException)
            {
                // Nearly always.
            }
        }
    }

    // Past the checksum, which holds off nearly all damage but not a malicious sender.
    [Fact]
    public void A_chunk_of_any_bytes_is_read_to_its_end_or_says_why_not()
    {
        var random = new Random(6);
        byte[] bytes = new byte[200];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)(i % 3 == 0 ? 255 : 0);
            try
            {
                ChunkBytes.Read((ulong)random.Next(5), bytes.AsSpan(0, random.Next(bytes.Length)), new Meter());
            }
            catch (ReadDamageException)
            {
                // As it should.
            }
        }
    }

    [Fact]
    public async Task Half_an_answer_is_none()
    {
        byte[] chunks = Chunks([.. RandomSamples.Next(new Random(9))]);
        ReadDamageException wrong = await Assert.ThrowsAsync<ReadDamageException>(() => ReadAsync(chunks[..(chunks.Length / 2)]));
        Assert.Contains("the answer ends within a frame", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_come_in_order_whatever_order_they_came_in()
    {
        var series = new ReadSeries(Up);
        series.Add(30, 3);
        series.Add(10, 1);
        series.Add(20, new FloatHistogram { Count = 2 });
        series.Add(10, 9);
        series.Finish();
        var columns = new SampleColumns();
        series.CopyTo(columns, 10, 29);

        Assert.Equal([10, 20], columns.Times.ToArray());
        Assert.Equal(1, columns.Values[0]);
        Assert.Equal(2, columns.Histograms[1]!.Count);
        Assert.True(series.HasWithin(25, 30));
        Assert.False(series.HasWithin(21, 29));
    }

    private static byte[] Damaged(Random random, byte[] bytes)
    {
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static async Task<List<ReadSeries>> ReadAsync(byte[] body)
    {
        using var stream = new MemoryStream(body);
        return await new ChunkStream(stream, 1 << 20, new Meter()).ReadAsync(TestContext.Current.CancellationToken);
    }

    private static byte[] Chunks(MemorySample[] samples)
    {
        ReadRequest request = ReadRequestDecoder.Decode(ReadRequestEncoder.Encode(Everything), out _)!;
        var body = new MemoryStream();
        foreach (ReadOnlyMemory<byte> frame in Reader(samples).Frames(request, TestContext.Current.CancellationToken))
        {
            body.Write(frame.Span);
        }

        return body.ToArray();
    }

    private static byte[] Message(MemorySample[] samples)
    {
        ReadRequest request = ReadRequestDecoder.Decode(ReadRequestEncoder.Encode(Everything), out _)! with
        {
            AnswerType = ReadAnswerType.Samples,
        };
        return [.. Reader(samples).Samples(request, out _, TestContext.Current.CancellationToken)!.SelectMany(piece => piece)];
    }

    private static RemoteReader Reader(MemorySample[] samples)
    {
        var store = new MemorySeries();
        Array.ForEach(samples, sample => store.Append(Up, sample));
        return new RemoteReader(store, Comparer<LabelSet>.Default, new());
    }

    private static void AssertSame(MemorySample[] samples, ReadSeries series)
    {
        Assert.Equal(Up, series.Labels);
        var columns = new SampleColumns();
        series.CopyTo(columns, long.MinValue, long.MaxValue);
        Assert.Equal(samples.Length, columns.Count);
        for (int i = 0; i < samples.Length; i++)
        {
            FloatHistogram? histogram = columns.Histograms.IsEmpty ? null : columns.Histograms[i];
            var read = new MemorySample(columns.Times[i], columns.Values[i], histogram is null ? null : histogram with
            {
                ResetHint = samples[i].Histogram?.ResetHint ?? default,
            });
            Assert.True(samples[i].TimeMs == read.TimeMs && samples[i].HasValueOf(read), $"{samples[i]} {read}");
        }
    }

    private sealed class Meter : ReadMeter
    {
        private long _bytes;

        public override void Take(long samples, long bytes)
        {
            _bytes += bytes;
            Assert.True(_bytes < 64 << 20, "it takes more memory than so few bytes can be worth");
        }
    }
}
