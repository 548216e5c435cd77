using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteRead;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Tests.Wire;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.RemoteRead;

/// <summary>The result of a query reads as a request of remote write: what is written from it is what there was.</summary>
public sealed class ReadBackProperties
{
    private static readonly LabelSet Up = LabelSet.Of(("__name__", "up"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_read_and_written_is_the_same_bit_by_bit(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++)
        {
            // Floats and histograms of a series are sent apart, and a store takes samples in order only.
            MemorySample[] all = RandomSamples.Next(random);
            MemorySample[] samples = [.. all.Where(s => s.Histogram is null == (i % 2 == 0))];
            byte[] result = Assert.Single(ReadAnswer.Results(Read(samples)));
            var copy = new MemorySeries();
            RemoteWriteResult written = await new RemoteWriteReceiver(copy, new NoNotes()).ReceiveAsync(
                ProtoText.Of(result).Snappy(), RemoteWriteVersion.One, TestContext.Current.CancellationToken);

            Assert.Equal((null, samples.Length), (written.Fault, written.Samples + written.Histograms));
            foreach (MemorySample sample in samples)
            {
                Assert.Equal(AppendOutcome.SameAgain, copy.Append(Up, sample));
            }
        }
    }

    private static IReadOnlyList<byte[]> Read(MemorySample[] samples)
    {
        var series = new MemorySeries();
        Array.ForEach(samples, s => series.Append(Up, s));
        ProtoText query = ReadAnswer.Query(long.MinValue / 2, long.MaxValue / 2, (0, "__name__", "up"));
        ReadRequest request = ReadRequestDecoder.Decode(new ProtoText().Message(1, query).Snappy(), out _)!;
        return new RemoteReader(series, Comparer<LabelSet>.Default, new())
            .Samples(request, out _, TestContext.Current.CancellationToken)!;
    }
}
