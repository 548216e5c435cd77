using System.Text;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Queries;

public sealed class RemoteReadDuels(ITestOutputHelper output)
{
    private const string Proto = "application/x-protobuf";
    // Series from elsewhere come in order of their labels, not of the store: another match group is found first.
    private static readonly Regex OtherGroup = new(
        @"prometheus (?<before>.* found duplicate series for the match group )\{.*\} .*\n.*\k<before>");

    private static readonly string[] Asked = ["sparse", "native", "build_info", "gauge", "custom"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Prometheus_that_reads_from_Tocsin_answers_as_one_that_has_the_samples_itself(bool wantsSamples)
    {
        const int Count = 600;
        await using SeriesPair pair = await SeriesPair.StartAsync();
        await using ReaderServer reader = await ReaderServer.StartAsync(pair.Tocsin, wantsSamples);
        var random = new Random(11);
        var generator = new QueryGenerator(random, experimental: true);
        var faults = new List<string>();
        int found = 0;
        for (int i = 0; i < Count; i++)
        {
            DuelQuery query = DuelQuery.Next(random, generator, pair.BaseMs);
            if (wantsSamples && query.Text.Contains("custom", StringComparison.Ordinal))
            {
                // 3.5 loses the bounds of histograms among samples and then ends the connection (prometheus#17794).
                continue;
            }

            QueryAnswer wanted = QueryAnswer.Read(await pair.Prometheus.Client.FormAsync(query.Path, query.Fields));
            QueryAnswer got = QueryAnswer.Read(await reader.Client.FormAsync(query.Path, query.Fields));
            string difference = got.DifferenceTo(wanted, query);
            found += got.Series.Length > 0 ? 1 : 0;
            if (difference.Length > 0 && !OtherGroup.IsMatch(difference)
                && DeliberateDifferences.Reason(query.ToString(), difference) is null)
            {
                faults.Add($"{query}{difference}");
            }
        }

        (int samples, int streams) = reader.Answers;
        output.WriteLine($"{Count} queries, {found} with a result, {samples} answers of samples, {streams} streams of chunks");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(found > Count / 4);
        Assert.True(wantsSamples ? samples > Count / 2 && streams == 0 : streams > Count / 2 && samples == 0);
    }

    [Fact]
    public async Task A_request_has_the_status_that_the_real_Prometheus_gives_it_and_finds_the_same_series()
    {
        await using SeriesPair pair = await SeriesPair.StartAsync();
        var faults = new List<string>();
        foreach ((string name, byte[] body, int deliberate) in Requests(pair.BaseMs))
        {
            Answer wanted = await pair.Prometheus.Client.PostAsync("api/v1/read", body, Proto, "snappy");
            Answer got = await pair.Tocsin.Client.PostAsync("api/v1/read", body, Proto, "snappy");
            bool same = (deliberate == 0 ? (int)wanted.Status : deliberate) == (int)got.Status
                && (wanted.ContentType == got.ContentType || deliberate != 0);
            if (!same || (deliberate == 0 && (int)got.Status == 200 && Names(wanted.Body) != Names(got.Body)))
            {
                faults.Add($"{name}: prometheus {Told(wanted)} | tocsin {Told(got)}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static string Told(Answer answer) =>
        $"{(int)answer.Status} {answer.ContentType} {answer.Body[..Math.Min(300, answer.Body.Length)]}";

    // The labels lie in both kinds of answers as they are; an answer without any is empty or nearly so.
    private static string Names(string body) => string.Join(
        ' ', Asked.Where(n => body.Contains(n, StringComparison.Ordinal)));

    // Name, body, and the status of ours where it differs: what is wrong with a matcher is the client's fault, though
    // upstream calls it its own. In a window that ends before it begins upstream finds series, without samples.
    private static IEnumerable<(string Name, byte[] Body, int Deliberate)> Requests(long baseMs)
    {
        byte[] window = [.. Number(1, baseMs), .. Number(2, baseMs + 3_600_000)];
        byte[] one = Query([.. window, .. Matcher(0, "__name__", "build_info")]);
        foreach (int type in new[] { 0, 1 })
        {
            byte[] types = Number(2, type);
            yield return ($"one {type}", PlainSnappy.Pack([.. one, .. types]), 0);
            yield return ($"a pattern {type}", PlainSnappy.Pack(
                [.. Query([.. window, .. Matcher(2, "__name__", "nat.*|gauge")]), .. types]), 0);
            yield return ($"no matcher {type}", PlainSnappy.Pack([.. Query(window), .. types]), 0);
            yield return ($"empty hints {type}", PlainSnappy.Pack(
                [.. Query([.. window, .. Matcher(0, "__name__", "build_info"), .. Message(4, [])]), .. types]), 0);
            yield return ($"series alone {type}", PlainSnappy.Pack(
                [.. Query([.. window, .. Matcher(0, "__name__", "build_info"), .. Message(4,
                    [.. Message(2, "series"u8), .. Number(3, baseMs), .. Number(4, baseMs + 3_600_000)])]), .. types]), 0);
            yield return ($"an empty window {type}", PlainSnappy.Pack(
                [.. Query([.. Number(1, baseMs + 100), .. Number(2, baseMs), .. Matcher(0, "__name__", "build_info")]), .. types]), 200);
            yield return ($"a matcher of no kind {type}", PlainSnappy.Pack(
                [.. Query([.. window, .. Matcher(9, "a", "b")]), .. types]), 400);
            yield return ($"a broken pattern {type}", PlainSnappy.Pack(
                [.. Query([.. window, .. Matcher(2, "a", "(")]), .. types]), 400);
            yield return ($"two queries {type}", PlainSnappy.Pack(
                [.. one, .. Query([.. window, .. Matcher(0, "__name__", "sparse")]), .. types]), 0);
        }

        yield return ("no type", PlainSnappy.Pack(one), 0);
        yield return ("a type of no kind", PlainSnappy.Pack([.. one, .. Number(2, 7)]), 0);
        yield return ("first one of no kind", PlainSnappy.Pack([.. one, .. Number(2, 7), .. Number(2, 1)]), 0);
        yield return ("nothing", [], 0);
        yield return ("no query", PlainSnappy.Pack([]), 0);
        yield return ("no Snappy", Encoding.ASCII.GetBytes("hello, I am not packed"), 0);
        yield return ("no protobuf", PlainSnappy.Pack([255, 255, 255]), 0);
        yield return ("a length beyond all memory", [255, 255, 255, 255, 15, 0], 0);
    }

    private static byte[] Query(byte[] content) => Message(1, content);

    private static byte[] Matcher(int op, string name, string value) => Message(
        3, [.. Number(1, op), .. Message(2, Encoding.UTF8.GetBytes(name)), .. Message(3, Encoding.UTF8.GetBytes(value))]);

    private static byte[] Number(int field, long value) => [(byte)(field << 3), .. Varint((ulong)value)];

    private static byte[] Message(int field, ReadOnlySpan<byte> content) =>
        [(byte)((field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
