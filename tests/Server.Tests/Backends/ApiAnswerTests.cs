using System.Text;
using System.Text.Json;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Server.Backends;
using Tocsin.Server.Backends.Fetching;
using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Tests.Backends;

public sealed class ApiAnswerTests
{
    private const string Answer = """
        {"status":"success","warnings":["w"],"infos":["i"],"data":{"resultType":"matrix","result":[
        {"metric":{"__name__":"up","job":"ü","empty":""},"values":[[1,"1e-07"],[2.5,"+Inf"],[3,"NaN"]]},
        {"metric":{},"histograms":[[4,{"count":"9","sum":"2.5","buckets":[
        [3,"-0.001","0.001","1"],[1,"-1.4142135623730951","-1","2"],[0,"1","1.4142135623730951","6"]]}]]}],"stats":{}}}
        """;

    private const string Exported = """
        {"metric":{"__name__":"up","job":"a"},"values":[1,null,"Infinity",0.5],"timestamps":[10,20,30,40]}
        {"metric":{"__name__":"up","job":"b"},"values":["-Infinity"],"timestamps":[10]}
        {"metric":{"__name__":"up","job":"a"},"values":[7],"timestamps":[5]}
        """;

    [Fact]
    public void An_answer_is_read_with_all_its_numbers()
    {
        ApiEnvelope envelope = ApiEnvelope.Read(Encoding.UTF8.GetBytes(Answer));
        Assert.Equal((true, "w", "i"), (envelope.IsSuccess, envelope.Warnings[0], envelope.Infos[0]));

        var matrix = Assert.IsType<QueryValue.Matrix>(ApiValue.Read(envelope.Data.Span, null));
        Assert.Equal(("ü", 2), (matrix.Series[0].Labels["job"], matrix.Series[0].Labels.Count));
        Assert.Equal([(1_000, 1e-7), (2_500, double.PositiveInfinity), (3_000, double.NaN)],
            matrix.Series[0].Floats.Select(point => (point.TimeMs, point.Value)));
    }

    [Theory]
    [InlineData(0, "1", "2")]
    [InlineData(1, "1", "1.4142135623730951")]
    [InlineData(-4, "1", "65536")]
    [InlineData(8, "1", "1.0027112750502025")]
    public void The_schema_of_a_histogram_is_found_from_its_bounds(int schema, string lower, string upper)
    {
        FloatHistogram histogram = Read($$"""
            {"count":"9","sum":"2.5","buckets":[[3,"-0.001","0.001","1"],[1,"-{{upper}}","-{{lower}}","2"],[0,"{{lower}}","{{upper}}","6"]]}
            """);

        Assert.Equal((schema, 9.0, 2.5, 0.001, 1.0), (
            histogram.Schema, histogram.Count, histogram.Sum, histogram.ZeroThreshold, histogram.ZeroCount));
        Assert.Equal([new HistogramSpan(1, 1)], histogram.PositiveSpans.AsEnumerable());
        Assert.Equal([6.0], histogram.PositiveBuckets.AsEnumerable());
        Assert.Equal([2.0], histogram.NegativeBuckets.AsEnumerable());
    }

    [Theory]
    [InlineData("[0,\"1\",\"3\",\"6\"]")]
    [InlineData("[0,\"1\",\"2\",\"6\"],[0,\"2\",\"+Inf\",\"6\"]")]
    [InlineData("[0,\"1\",\"2\",\"6\"],[0,\"4\",\"16\",\"6\"]")]
    public void A_histogram_that_no_schema_has_is_refused(string buckets)
    {
        FormatException wrong = Assert.Throws<FormatException>(() => Read($$"""{"count":"9","sum":"2","buckets":[{{buckets}}]}"""));
        Assert.Contains("read it by remote_read", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_an_export_become_series_with_stale_markers()
    {
        List<ReadSeries> series = ExportWay.Read(Encoding.UTF8.GetBytes(Exported), new Unbounded());
        Assert.Equal(["a", "b"], series.Select(one => one.Labels["job"]));
        var columns = new SampleColumns();
        series[0].CopyTo(columns, 0, 100);

        Assert.Equal([5, 10, 20, 30, 40], columns.Times.ToArray());
        Assert.True(StaleMarker.Is(columns.Values[2]));
        Assert.Equal([7, 1], columns.Values[..2].ToArray());
        Assert.Equal([double.PositiveInfinity, 0.5], columns.Values[3..].ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_answer_of_any_bytes_is_read_or_is_no_JSON_or_another_one(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            Try(() => ApiValue.Read(ApiEnvelope.Read(Damaged(random, Answer)).Data.Span, new Unbounded()));
            Try(() => ExportWay.Read(Damaged(random, Exported), new Unbounded()));
        }
    }

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            // Which the client makes an error of.
        }
    }

    // Pieces of JSON do more harm than other bytes.
    private static byte[] Damaged(Random random, string text)
    {
        const string Pieces = "{}[],:\"0 nulltrue";
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int count = random.Next(1, 6); count > 0; count--)
        {
            bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)Pieces[random.Next(Pieces.Length)];
        }

        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static FloatHistogram Read(string json)
    {
        QueryValue value = ApiValue.Read(
            Encoding.UTF8.GetBytes($$"""{"resultType":"vector","result":[{"metric":{},"histogram":[1,{{json}}]}]}"""), null);
        return Assert.Single(((QueryValue.Vector)value).Samples).Histogram!;
    }

    private sealed class Unbounded : ReadMeter
    {
        public override void Take(long samples, long bytes)
        {
        }
    }
}
