using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Tests.Wire;
using Tocsin.Tsdb.Store;

namespace Tocsin.Signals.Tests.RemoteWrite;

public sealed class RemoteWriteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("remote-write").FullName;
    private readonly VirtualTime _time = new();
    private readonly SeriesStore _store;
    private readonly RemoteWriteReceiver _receiver;

    public RemoteWriteTests()
    {
        _store = SeriesStore.Open(new StoreOptions { Folder = _folder }, _time);
        _receiver = new RemoteWriteReceiver(_store, _store);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Version_1_brings_samples_exemplars_and_metadata()
    {
        ProtoText request = new ProtoText()
            .Message(1, Series1("up", ("job", "a")).Message(2, Sample(1, Now)).Message(2, Sample(2, Now + 1))
                .Message(3, new ProtoText().Message(1, Label("trace_id", "t1")).Float(2, 0.5).Varint(3, (ulong)Now)))
            .Message(1, Series1("up", ("job", "b")).Message(2, Sample(3, Now)))
            .Message(3, new ProtoText().Varint(1, 2).Text(2, "up").Text(4, "Whether it is up.").Text(5, "bool"));

        RemoteWriteResult result = await Receive(request);

        Assert.Null(result.Fault);
        Assert.Equal((3, 1), (result.Samples, result.Exemplars));
        Assert.Equal([$"a {Now}:1 {Now + 1}:2", $"b {Now}:3"], Read());
        Assert.Equal(new MetricMetadata("up", "gauge", "bool", "Whether it is up."), Assert.Single(_store.Metadata(null, 10)));
        Assert.Equal("t1", Assert.Single(_store.Exemplars(Query())).Labels["trace_id"]);
    }

    [Fact]
    public async Task Version_2_brings_the_same_by_symbols_wherever_they_stand()
    {
        string[] symbols = ["", "__name__", "up", "job", "a", "trace_id", "t1", "Help.", "bool"];
        ProtoText request = new ProtoText().Message(5, new ProtoText()
            .Packed(1, 1, 2, 3, 4).Message(2, Sample(1, Now).Varint(3, (ulong)(Now - 9)))
            .Message(4, new ProtoText().Packed(1, 5, 6).Float(2, 0.5).Varint(3, (ulong)Now))
            .Message(5, new ProtoText().Varint(1, 1).Varint(3, 7).Varint(4, 8)));
        foreach (string symbol in symbols)
        {
            request.Text(4, symbol);
        }

        RemoteWriteResult result = await Receive(request, RemoteWriteVersion.Two);

        Assert.Null(result.Fault);
        Assert.Equal((1, 1), (result.Samples, result.Exemplars));
        Assert.Equal([$"a {Now}:1<{Now - 9}"], Read());
        Assert.Equal(new MetricMetadata("up", "counter", "bool", "Help."), Assert.Single(_store.Metadata("up", 10)));
    }

    [Fact]
    public async Task A_series_with_enormous_labels_is_refused_alone()
    {
        ProtoText request = new ProtoText()
            .Message(1, Series1("up", ("job", new string('x', 70_000))).Message(2, Sample(1, Now)))
            .Message(1, Series1("up", ("job", "b")).Message(2, Sample(3, Now)));

        RemoteWriteResult result = await Receive(request);

        Assert.Equal("labels of more than 65536 bytes (1 samples refused)", result.Fault);
        Assert.Equal([$"b {Now}:3"], Read());
    }

    // 12 KiB of request name 900 MiB of labels.
    [Fact]
    public async Task A_small_request_cannot_unfold_to_a_large_one()
    {
        ProtoText request = new ProtoText();
        foreach (string symbol in (string[])["", "__name__", "up", "job", new string('x', 60_000)])
        {
            request.Text(4, symbol);
        }

        for (int i = 0; i < 15_000; i++)
        {
            request.Message(5, new ProtoText().Packed(1, 1, 2, 3, 4).Message(2, Sample(i, Now + i)));
        }

        RemoteWriteResult result = await Receive(request, RemoteWriteVersion.Two);

        Assert.StartsWith("the texts of the request have more than 536870912 bytes (", result.Fault, StringComparison.Ordinal);
        Assert.InRange(result.Samples, 8_000, 9_000);
    }

    [Fact]
    public async Task A_help_is_cut_and_an_exemplar_with_long_labels_is_left_out()
    {
        ProtoText request = new ProtoText()
            .Message(1, Series1("up").Message(2, Sample(1, Now))
                .Message(3, new ProtoText().Message(1, Label("trace_id", new string('t', 130))).Varint(3, (ulong)Now)))
            .Message(3, new ProtoText().Varint(1, 2).Text(2, "up").Text(4, "é" + new string('é', 10_000)));

        RemoteWriteResult result = await Receive(request);

        Assert.Equal((1, 0), (result.Samples, result.Exemplars));
        Assert.Equal(new string('é', 8192), Assert.Single(_store.Metadata("up", 1)).Help);
    }

    [Fact]
    public async Task A_native_histogram_comes_with_absolute_counts()
    {
        ProtoText histogram = new ProtoText()
            .Varint(1, 6).Float(3, 18.4).Zigzag(4, 1).Float(5, 0.001).Varint(6, 2)
            .Message(11, new ProtoText().Zigzag(1, -1).Varint(2, 2)).Packed(12, 2, 4)
            .Varint(14, 3).Varint(15, (ulong)Now);

        RemoteWriteResult result = await Receive(new ProtoText().Message(1, Series1("up", ("job", "a")).Message(4, histogram)));

        Assert.Equal(1, result.Histograms);
        FloatHistogram stored = ReadColumns().Histograms[0]!;
        Assert.Equal([1, 3], stored.PositiveBuckets);
        Assert.Equal([new HistogramSpan(-1, 2)], stored.PositiveSpans);
        Assert.Equal((6, 18.4, 1, 2), (stored.Count, stored.Sum, stored.Schema, stored.ZeroCount));
        Assert.Equal(CounterResetHint.Gauge, stored.ResetHint);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_told_and_the_rest_is_taken()
    {
        await Receive(new ProtoText().Message(1, Series1("up", ("job", "a")).Message(2, Sample(1, Now))));

        RemoteWriteResult result = await Receive(new ProtoText()
            .Message(1, Series1("up", ("job", "a")).Message(2, Sample(2, Now)).Message(2, Sample(2, Now - 1)))
            .Message(1, Series1("up", ("job", "b")).Message(2, Sample(5, Now)))
            .Message(1, Series1("up", ("job", "b"), ("job", "c")).Message(2, Sample(5, Now)))
            .Message(1, new ProtoText().Message(1, Label("job", "x")).Message(2, Sample(5, Now))));

        Assert.Equal(1, result.Samples);
        Assert.Contains("duplicate label names in", result.Fault, StringComparison.Ordinal);
        Assert.Contains("(2 samples refused)", result.Fault, StringComparison.Ordinal);
        Assert.Contains("duplicate sample for timestamp (1 samples refused)", result.Fault, StringComparison.Ordinal);
        Assert.Contains("out of order sample (1 samples refused)", result.Fault, StringComparison.Ordinal);
        Assert.Equal([$"a {Now}:1", $"b {Now}:5"], Read());
    }

    [Fact]
    public async Task The_same_request_again_is_no_error()
    {
        ProtoText request = new ProtoText().Message(1, Series1("up", ("job", "a")).Message(2, Sample(1, Now)));
        await Receive(request);
        RemoteWriteResult again = await Receive(request);

        Assert.Equal((null, 1), (again.Fault, again.Samples));
    }

    [Fact]
    public async Task A_series_that_the_store_forgot_is_named_anew()
    {
        await Receive(new ProtoText().Message(1, Series1("up", ("job", "a")).Message(2, Sample(1, Now))));
        _time.Advance(TimeSpan.FromHours(3));
        _store.Upkeep.FlushNow();
        _store.Upkeep.FlushNow();
        Assert.Equal(0, _store.SeriesCount);

        RemoteWriteResult result = await Receive(new ProtoText().Message(1, Series1("up", ("job", "a")).Message(2, Sample(2, Now))));

        Assert.Equal((null, 1), (result.Fault, result.Samples));
        Assert.Equal(2, ReadColumns().Count);
    }

    [Fact]
    public async Task Any_damage_is_answered_and_nothing_of_it_is_kept()
    {
        byte[] body = new ProtoText().Message(1, Series1("up", ("job", "a")).Message(2, Sample(1, Now))
            .Message(4, new ProtoText().Packed(12, 2, 4).Message(11, new ProtoText().Varint(2, 1)))).Snappy();
        var random = new Random(1);
        for (int i = 0; i < 4000; i++)
        {
            byte[] damaged = [.. body.Take(random.Next(body.Length + 1))];
            for (int changes = random.Next(4); changes > 0 && damaged.Length > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            RemoteWriteVersion version = random.Next(2) == 0 ? RemoteWriteVersion.One : RemoteWriteVersion.Two;
            await _receiver.ReceiveAsync(damaged, version, TestContext.Current.CancellationToken);
        }

        Assert.Equal("the body is not packed by Snappy's block format", (await Receive([])).Fault);
        Assert.Equal("the body unpacks to 4294967295 bytes, more than 134217728", (await Receive([255, 255, 255, 255, 15])).Fault);
    }

    private static ProtoText Label(string name, string value) => new ProtoText().Text(1, name).Text(2, value);

    private static ProtoText Series1(string name, params (string Name, string Value)[] labels) => labels.Aggregate(
        new ProtoText().Message(1, Label("__name__", name)), (series, l) => series.Message(1, Label(l.Name, l.Value)));

    private static ProtoText Sample(double value, long time) => new ProtoText().Float(1, value).Varint(2, (ulong)time);

    private static SeriesQuery Query() => new()
    {
        Matchers = [LabelMatcher.Create(MatchOp.Equal, "__name__", "up")],
        FromMs = 0,
        ToMs = long.MaxValue / 2,
    };

    private Task<RemoteWriteResult> Receive(ProtoText request, RemoteWriteVersion version = RemoteWriteVersion.One) =>
        _receiver.ReceiveAsync(request.Snappy(), version, TestContext.Current.CancellationToken).AsTask();

    private Task<RemoteWriteResult> Receive(byte[] body) =>
        _receiver.ReceiveAsync(body, RemoteWriteVersion.One, TestContext.Current.CancellationToken).AsTask();

    private SampleColumns ReadColumns()
    {
        using ISeriesView view = _store.OpenView();
        var columns = new SampleColumns();
        view.Select(Query(), CancellationToken.None).Read(0, columns);
        return columns;
    }

    private string[] Read()
    {
        using ISeriesView view = _store.OpenView();
        ISeriesSelection selection = view.Select(Query(), CancellationToken.None);
        var columns = new SampleColumns();
        return [.. Enumerable.Range(0, selection.Count).Select(i =>
        {
            selection.Read(i, columns);
            string[] samples = [.. Enumerable.Range(0, columns.Count).Select(s =>
                $"{columns.Times[s]}:{columns.Values[s]}" + (columns.Starts.IsEmpty ? "" : $"<{columns.Starts[s]}"))];
            return $"{selection.Labels(i)["job"]} {string.Join(' ', samples)}";
        })];
    }
}
