using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteRead;
using Tocsin.Signals.Tests.Wire;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.RemoteRead;

public sealed class RemoteReaderTests
{
    private static readonly FloatHistogram Histogram = new()
    {
        Count = 3,
        Sum = 4,
        PositiveSpans = [new(0, 2)],
        PositiveBuckets = [1, 2],
    };

    private readonly MemorySeries _series = new();

    public RemoteReaderTests()
    {
        // The last one first, so that an order of arrival would show.
        Add("b", (1000, 1.5, null), (2000, 2.5, null));
        Add("a", (1000, 1, null), (2000, 0, Histogram), (3000, StaleMarker.Value, null));
    }

    [Fact]
    public void Samples_are_those_of_the_window_and_of_the_series_that_match()
    {
        Assert.Equal(
            ["0 __name__=up;job=b; 2000:2.5", "0 __name__=up;job=a; 2000:h3 3000:NaN"],
            Samples(ReadAnswer.Query(1001, 3000, (0, "__name__", "up"))));
        Assert.Equal(["0 __name__=up;job=a; 1000:1"], Samples(ReadAnswer.Query(0, 1000, (2, "job", "a|c"))));
        Assert.Equal(["0 __name__=up;job=b; 1000:1.5"], Samples(ReadAnswer.Query(0, 1000, (1, "job", "a"))));
        Assert.Empty(Samples(ReadAnswer.Query(0, 1000, (0, "__name__", "up"), (3, "job", ".+"))));
        Assert.Empty(Samples(ReadAnswer.Query(4000, 5000, (0, "__name__", "up"))));
    }

    [Fact]
    public void Frames_have_the_same_in_order_of_the_labels()
    {
        Assert.Equal(
            ["0 __name__=up;job=a; 1000:1 2000:h3 3000:NaN", "0 __name__=up;job=b; 1000:1.5 2000:2.5"],
            Frames(ReadAnswer.Query(0, 3000, (0, "__name__", "up"))));
    }

    [Fact]
    public void Each_query_has_an_answer_of_its_own()
    {
        ProtoText[] queries =
        [
            ReadAnswer.Query(0, 1000, (0, "job", "a")), ReadAnswer.Query(0, 1000, (0, "job", "c")),
            ReadAnswer.Query(0, 1000, (0, "job", "b")),
        ];
        Assert.Equal(["0 __name__=up;job=a; 1000:1", "2 __name__=up;job=b; 1000:1.5"], Samples(queries));
        Assert.Equal(["0 __name__=up;job=a; 1000:1", "2 __name__=up;job=b; 1000:1.5"], Frames(queries));
    }

    [Fact]
    public void Hints_narrow_the_window_and_may_ask_for_labels_alone()
    {
        ProtoText narrow = ReadAnswer.Query(0, 3000, (0, "job", "a"))
            .Message(4, new ProtoText().Varint(3, 1500).Varint(4, 2500).Text(2, "rate"));
        Assert.Equal(["0 __name__=up;job=a; 2000:h3"], Samples(narrow));

        ProtoText labels = ReadAnswer.Query(0, 3000, (0, "job", "a"))
            .Message(4, new ProtoText().Varint(3, 0).Varint(4, 3000).Text(2, "series"));
        Assert.Equal(["0 __name__=up;job=a;"], Samples(labels));
        Assert.Equal(["0 __name__=up;job=a; 1000:1 2000:h3 3000:NaN"], Frames(labels));
    }

    [Fact]
    public void Without_a_matcher_nothing_is_found()
    {
        Assert.Empty(Samples(ReadAnswer.Query(0, 3000)));
        Assert.Empty(Frames(ReadAnswer.Query(0, 3000)));
    }

    [Fact]
    public void More_samples_or_bytes_than_allowed_are_refused_with_the_limit()
    {
        ProtoText query = ReadAnswer.Query(0, 3000, (0, "__name__", "up"));
        ProtoText request = new ProtoText().Message(1, query).Message(1, query);
        Assert.Null(Fault(request, new RemoteReadOptions { SamplesMax = 10 }));
        Assert.Equal("exceeded sample limit (9)", Fault(request, new RemoteReadOptions { SamplesMax = 9 }));
        Assert.Equal("exceeded memory limit (20 bytes of answer)", Fault(request, new RemoteReadOptions { BytesMax = 20 }));
    }

    [Fact]
    public void A_series_larger_than_a_frame_has_several_and_chunks_have_120_samples()
    {
        Add("long", [.. Enumerable.Range(0, 1000).Select(i => (i * 1000L, i / 3.0, (FloatHistogram?)null))]);
        var options = new RemoteReadOptions { FrameBytes = 3000 };
        List<string> frames = ReadAnswer.OfFrames(Reader(options).Frames(
            Request(ReadAnswer.Query(0, long.MaxValue, (0, "job", "long")), 1), TestContext.Current.CancellationToken));
        int[] counts = [.. frames.Select(f => f.Count(c => c == ':'))];
        Assert.True(frames.Count > 1);
        Assert.Equal(1000, counts.Sum());
        Assert.All(counts[..^1], c => Assert.Equal(0, c % 120));
    }

    [Fact]
    public void A_large_answer_is_one_block_of_many_pieces()
    {
        var random = new Random(1);
        Add("long", [.. Enumerable.Range(0, 50_000).Select(i => (i * 1000L, random.NextDouble(), (FloatHistogram?)null))]);
        string line = Assert.Single(Samples(ReadAnswer.Query(0, long.MaxValue, (0, "job", "long"))));
        Assert.Equal(50_000, line.Count(c => c == ':'));
    }

    private static ReadRequest Request(ProtoText query, int answer) => Request([query], answer);

    private static ReadRequest Request(ProtoText[] queries, int answer)
    {
        ProtoText request = queries.Aggregate(new ProtoText(), (r, q) => r.Message(1, q)).Packed(2, (ulong)answer);
        ReadRequest? read = ReadRequestDecoder.Decode(request.Snappy(), out string? fault);
        Assert.Null(fault);
        return read!;
    }

    private string? Fault(ProtoText request, RemoteReadOptions options)
    {
        ReadRequest read = ReadRequestDecoder.Decode(request.Snappy(), out _)!;
        Reader(options).Samples(read, out string? fault, TestContext.Current.CancellationToken);
        return fault;
    }

    private List<string> Samples(params ProtoText[] queries) => ReadAnswer.OfSamples(
        Reader(new()).Samples(Request(queries, 0), out _, TestContext.Current.CancellationToken)!);

    private List<string> Frames(params ProtoText[] queries) => ReadAnswer.OfFrames(
        Reader(new()).Frames(Request(queries, 1), TestContext.Current.CancellationToken));

    private RemoteReader Reader(RemoteReadOptions options) => new(_series, Comparer<LabelSet>.Default, options);

    private void Add(string job, params (long Time, double Value, FloatHistogram? Histogram)[] samples)
    {
        foreach ((long time, double value, FloatHistogram? histogram) in samples)
        {
            _series.Append(LabelSet.Of(("__name__", "up"), ("job", job)), new MemorySample(time, value, histogram));
        }
    }
}
