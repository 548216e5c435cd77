using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteWrite;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.RemoteWrite;

public sealed class OutgoingSamplesTests
{
    private static readonly LabelSet Up = LabelSet.Of(("__name__", "up"), ("job", "a"));
    private static readonly LabelSet Down = LabelSet.Of(("__name__", "down"), ("text", new string('x', 60_000)));

    [Fact]
    public async Task What_goes_out_comes_in_elsewhere_as_it_was()
    {
        var samples = new OutgoingSamples();
        Put(samples, (Up, 1_000, 1.5), (Down, 1_000, double.NaN), (Down, 2_000, 7), (Up, 2_000, StaleMarker.Value));
        await samples.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, samples.Take(10, out byte[] body));
        Assert.Equal(0, samples.Count);

        var store = new MemorySeries();
        RemoteWriteResult result = await new RemoteWriteReceiver(store, new NoNotes()).ReceiveAsync(
            body, RemoteWriteVersion.One, TestContext.Current.CancellationToken);

        Assert.Null(result.Fault);
        Assert.Equal(4, result.Samples);
        Assert.Equal([(1_000L, 1.5), (2_000L, StaleMarker.Value)], Read(store, "up"));
        Assert.Equal([(1_000L, double.NaN), (2_000L, 7)], Read(store, "down"));
    }

    [Fact]
    public void The_oldest_go_when_there_are_too_many()
    {
        var samples = new OutgoingSamples(samplesMax: 2);
        Put(samples, (Up, 1, 1), (Up, 2, 2), (Up, 3, 3));

        Assert.Equal((2, 1L), (samples.Count, samples.Dropped));
    }

    [Fact]
    public void A_reference_that_was_forgotten_is_unknown_and_can_be_asked_for_again()
    {
        var samples = new OutgoingSamples(seriesMax: 1);
        var refs = new SeriesRef[1];
        samples.Resolve([Up], refs);
        SeriesRef old = refs[0];
        samples.Resolve([Down], refs);

        Assert.Equal(AppendOutcome.UnknownSeries, Append(samples, old));
        Assert.Equal(AppendOutcome.Accepted, Append(samples, refs[0]));
        samples.Resolve([Up], refs);
        Assert.Equal(AppendOutcome.Accepted, Append(samples, refs[0]));
        Assert.NotEqual(old, refs[0]);
    }

    private static AppendOutcome Append(OutgoingSamples samples, SeriesRef reference)
    {
        var batch = new SampleBatch();
        batch.Add(reference, 1, 1);
        var outcomes = new AppendOutcome[1];
        samples.Append(batch, outcomes);
        return outcomes[0];
    }

    private static void Put(OutgoingSamples samples, params (LabelSet Labels, long AtMs, double Value)[] all)
    {
        var refs = new SeriesRef[all.Length];
        samples.Resolve([.. all.Select(one => one.Labels)], refs);
        var batch = new SampleBatch();
        for (int i = 0; i < all.Length; i++)
        {
            batch.Add(refs[i], all[i].AtMs, all[i].Value);
        }

        samples.Append(batch, new AppendOutcome[all.Length]);
    }

    private static (long, double)[] Read(MemorySeries store, string name)
    {
        using ISeriesView view = store.OpenView();
        ISeriesSelection found = view.Select(
            new SeriesQuery
            {
                Matchers = [Model.Matching.LabelMatcher.Create(Model.Matching.MatchOp.Equal, "__name__", name)],
                FromMs = 0,
                ToMs = 10_000,
            },
            CancellationToken.None);
        var columns = new SampleColumns();
        found.Read(0, columns);
        return [.. Enumerable.Range(0, columns.Count).Select(i => (columns.Times[i], columns.Values[i]))];
    }
}
