using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Tests.Wire;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.RemoteWrite;

/// <summary>
/// A receiver remembers in which order series came, and guesses by it. Whatever order they come in the next time, however
/// they are written, each sample goes to the series that it names.
/// </summary>
public sealed class SeriesOrderProperties
{
    [Theory]
    [InlineData(1, RemoteWriteVersion.One)]
    [InlineData(2, RemoteWriteVersion.One)]
    [InlineData(3, RemoteWriteVersion.Two)]
    [InlineData(4, RemoteWriteVersion.Two)]
    public async Task Samples_reach_the_series_that_they_name(int seed, RemoteWriteVersion version)
    {
        var random = new Random(seed);
        (string Name, string Value)[][] all = [.. Enumerable.Range(0, 60).Select(i => Labels(i, random))];
        var remembering = new MemorySeries();
        var anew = new MemorySeries();
        var receiver = new RemoteWriteReceiver(remembering, new NoNotes());
        for (int round = 0; round < 300; round++)
        {
            // Mostly the same order, now and then another one, or only some of them, or one twice.
            (string Name, string Value)[][] some = random.Next(4) switch
            {
                0 => [.. all.OrderBy(_ => random.Next())],
                1 => [.. all.Skip(random.Next(60)).Take(random.Next(60)), all[random.Next(60)]],
                _ => all,
            };
            byte[] body = version == RemoteWriteVersion.One ? Body1(some, round, random) : Body2(some, round);
            RemoteWriteResult got = await receiver.ReceiveAsync(body, version, TestContext.Current.CancellationToken);
            RemoteWriteResult wanted = await new RemoteWriteReceiver(anew, new NoNotes())
                .ReceiveAsync(body, version, TestContext.Current.CancellationToken);
            Assert.Equal(wanted, got);
        }

        Assert.Equal(Content(anew), Content(remembering));
        Assert.Equal(60, Content(anew).Count);
    }

    // Some are the beginning of others, some have long texts, whose lengths take two bytes.
    private static (string Name, string Value)[] Labels(int number, Random random) =>
    [
        ("__name__", number % 7 == 0 ? new string('n', 150) : "up"),
        ("a", number % 5 == 0 ? new string('v', 100 + number) : "v"),
        ("b", $"{number / 2}"),
        .. number % 2 == 0 ? [] : new[] { (random.Next(9) == 0 ? new string('c', 130) : "c", "x") },
    ];

    private static byte[] Body1((string Name, string Value)[][] series, int round, Random random)
    {
        var request = new ProtoText();
        foreach ((string Name, string Value)[] labels in series)
        {
            var one = new ProtoText();
            ProtoText sample = random.Next(5) == 0
                ? new ProtoText().Varint(2, (ulong)round).Float(1, labels.Length + round)
                : new ProtoText().Float(1, labels.Length + round).Varint(2, (ulong)round);
            int before = random.Next(8) == 0 ? random.Next(labels.Length + 1) : labels.Length;
            foreach ((string name, string value) in labels.Take(before))
            {
                one.Message(1, new ProtoText().Text(1, name).Text(2, value));
            }

            one.Message(2, sample);
            foreach ((string name, string value) in labels.Skip(before))
            {
                one.Message(1, new ProtoText().Text(1, name).Text(2, value));
            }

            request.Message(1, one);
        }

        return request.Snappy();
    }

    private static byte[] Body2((string Name, string Value)[][] series, int round)
    {
        string[] symbols = ["", .. series.SelectMany(s => s).SelectMany(l => new[] { l.Name, l.Value }).Distinct()];
        var numbers = symbols.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => (ulong)p.i, StringComparer.Ordinal);
        ProtoText request = symbols.Aggregate(new ProtoText(), (r, s) => r.Text(4, s));
        foreach ((string Name, string Value)[] labels in series)
        {
            request.Message(5, new ProtoText()
                .Packed(1, [.. labels.SelectMany(l => new[] { numbers[l.Name], numbers[l.Value] })])
                .Message(2, new ProtoText().Float(1, labels.Length + round).Varint(2, (ulong)round)));
        }

        return request.Snappy();
    }

    private static List<string> Content(MemorySeries series)
    {
        using ISeriesView view = series.OpenView();
        ISeriesSelection selection = view.Select(
            new SeriesQuery { Matchers = [], FromMs = 0, ToMs = long.MaxValue }, TestContext.Current.CancellationToken);
        var columns = new SampleColumns();
        return
        [
            .. Enumerable.Range(0, selection.Count).Select(i =>
            {
                selection.Read(i, columns);
                return $"{selection.Labels(i)} {string.Join(' ', columns.Times.ToArray())} {string.Join(' ', columns.Values.ToArray())}";
            }).Order(StringComparer.Ordinal),
        ];
    }
}
