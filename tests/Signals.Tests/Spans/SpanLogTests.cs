using Tocsin.Signals.Spans;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.Spans;

/// <summary>A crash between any two steps: no span is lost that was answered for, and none counts twice.</summary>
public sealed class SpanLogTests
{
    private static readonly SpanOptions Plain = new()
    {
        Dimensions = [new SpanDimension("http.route", "http_route", "none"), new SpanDimension("db.name", "db", "")],
        LabelSetsPerServiceMax = 12,
        ExpiresAfter = TimeSpan.FromSeconds(90),
    };

    private static readonly SpanOptions Native = Plain with { Histogram = DurationHistogram.Exponential, NativeBucketsMax = 20 };

    /// <summary>
    /// One world runs through; the other ends after every few steps, at one of three places of its log, and goes on with what
    /// the log held. In the end both have counted the same.
    /// </summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public void What_goes_on_after_crashes_counts_as_what_never_ended(int seed, bool isNative)
    {
        var random = new Random(seed);
        SpanOptions options = isNative ? Native : Plain;
        var whole = new SpanWorld(options);
        var broken = new SpanWorld(options);
        var log = new FakeLog(broken);
        int crashes = 0;
        for (int step = 0; step < 300; step++)
        {
            switch (random.Next(12))
            {
                case 0:
                    whole.WriteAfter(15);
                    broken.WriteAfter(15);
                    break;
                case 1:
                    log.BeginAnew();
                    break;
                case 2:
                    // The samples may have been written, and nobody remembers that.
                    broken.Restart(log.Records);
                    log.Attach();
                    crashes++;
                    break;
                case 3:
                    // The disk refuses: the sender is told so, and sends it again.
                    TestSpan[] refused = [.. Some(random)];
                    log.IsFull = true;
                    Assert.Throws<IOException>(() => broken.Take(refused));
                    log.IsFull = false;
                    whole.Take(refused);
                    broken.Take(refused);
                    break;
                default:
                    TestSpan[] some = [.. Some(random)];
                    whole.Take(some);
                    broken.Take(some);
                    break;
            }
        }

        Assert.True(crashes > 5);
        whole.WriteAfter(15);
        broken.WriteAfter(15);
        Assert.Empty(whole.Content().Except(broken.Content()));
        Assert.Empty(broken.Content().Except(whole.Content()));
        Assert.NotEmpty(whole.Content("service_graph"));
        Assert.NotEmpty(whole.Content("otel_metric_overflow"));
        Assert.Equal(whole.Receiver.Numbers().Waiting, broken.Receiver.Numbers().Waiting);
        Assert.Equal(Increases(whole), Increases(broken));
    }

    [Fact]
    public void What_was_not_written_is_written_after_a_long_time_too()
    {
        var world = new SpanWorld(Plain);
        var log = new FakeLog(world);
        world.Take(new TestSpan(), new TestSpan());
        world.NowMs += 3_600_000;
        world.Restart(log.Records);
        log.Attach();
        world.WriteAfter(1);

        string line = Assert.Single(world.Content("calls_total"));
        Assert.EndsWith(" 2", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_other_settings_counted_is_written_once_more_and_then_no_more()
    {
        var world = new SpanWorld(Plain);
        var log = new FakeLog(world);
        world.Take(new TestSpan());
        world.WriteAfter(15);
        world.Take(new TestSpan());
        world.NowMs += 1000;
        world.Restart(log.Records);
        Assert.True(world.Receiver.WriteRest(world.NowMs).Samples > 0);
        Assert.EndsWith(" 2", Assert.Single(world.Content("calls_total")), StringComparison.Ordinal);
        world.NowMs += 1;
        Assert.True(world.Receiver.WriteRest(world.NowMs).Samples == 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_record_is_refused_and_breaks_nothing(int seed)
    {
        var random = new Random(seed);
        var world = new SpanWorld(Plain);
        var log = new FakeLog(world);
        world.Take(Some(random));
        world.Take(Some(random));
        byte[][] records = [.. log.Records, world.Receiver.Save()];
        for (int i = 0; i < 2_000; i++)
        {
            byte[] record = [.. records[random.Next(records.Length)]];
            record = record[..random.Next(record.Length + 1)];
            for (int changes = random.Next(4); changes > 0 && record.Length > 0; changes--)
            {
                record[random.Next(record.Length)] = (byte)random.Next(256);
            }

            // Whether it makes sense is not the point: a checksum has said before that nobody changed it.
            _ = new SpanReceiver(world.Series, world, Plain).TryApply(record);
        }
    }

    private static IEnumerable<TestSpan> Some(Random random)
    {
        for (int left = random.Next(6); left >= 0; left--)
        {
            int call = random.Next(1_000);
            bool isClient = random.Next(2) == 0;
            yield return new TestSpan
            {
                Service = $"service-{random.Next(3)}",
                Name = $"op-{random.Next(9)}",
                Kind = random.Next(5) == 0 ? random.Next(6) : isClient ? 3 : 2,
                Status = random.Next(3),
                Trace = $"{call / 7:x32}"[..30] + "01",
                Id = isClient ? $"{call + 1:x16}" : $"{random.Next(1, 1000) + 5000:x16}",
                Parent = isClient || random.Next(6) == 0 ? "" : $"{call + 1:x16}",
                Milliseconds = random.Next(1, 3_000),
                Attributes = random.Next(4) == 0
                    ? [("http.route", $"/{random.Next(2)}"), (random.Next(2) == 0 ? "db.name" : "peer.service", "outer")] : [],
            };
        }
    }

    // What increase() sees: all that each series grew by, a fall being a new beginning.
    private static SortedDictionary<string, double> Increases(SpanWorld world)
    {
        var grown = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string labels, MemorySample[] samples) in world.Samples())
        {
            double last = 0;
            double sum = 0;
            foreach (double value in samples.Select(s => s.Histogram?.Count ?? s.Value).Where(double.IsFinite))
            {
                sum += value >= last ? value - last : value;
                last = value;
            }

            grown[labels] = Math.Round(sum, 6);
        }

        return grown;
    }

    private sealed class FakeLog : ISpanLog
    {
        private readonly SpanWorld _world;

        public FakeLog(SpanWorld world)
        {
            _world = world;
            Attach();
        }

        public List<byte[]> Records { get; } = [];

        public bool IsFull { get; set; }

        public void Attach() => _world.Receiver.Log = this;

        public void BeginAnew()
        {
            byte[] state = _world.Receiver.Save();
            Records.Clear();
            Records.Add(state);
        }

        public Task AppendAsync(byte[] record, Action apply)
        {
            if (IsFull)
            {
                return Task.FromException(new IOException("the disk is full"));
            }

            Records.Add(record);
            apply();
            return Task.CompletedTask;
        }
    }
}
