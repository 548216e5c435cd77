using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Tsdb.Store;

namespace Tocsin.Tsdb.Tests.Store;

/// <summary>A store in a folder of its own, and short words for what tests do with it.</summary>
internal sealed class StoreDriver : IDisposable
{
    public StoreDriver(Func<StoreOptions, StoreOptions>? with = null)
    {
        Folder = Directory.CreateTempSubdirectory("series-store").FullName;
        Options = new StoreOptions { Folder = Folder };
        Options = with?.Invoke(Options) ?? Options;
        Store = SeriesStore.Open(Options, Time);
    }

    public string Folder { get; }

    public StoreOptions Options { get; set; }

    public VirtualTime Time { get; } = new();

    public SeriesStore Store { get; private set; }

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public static LabelSet Series(string text)
    {
        var labels = new LabelSetBuilder();
        foreach (string label in text.Split(','))
        {
            string[] parts = label.Split('=');
            labels.Add(parts.Length == 1 ? LabelName.MetricName : parts[0], parts[^1]);
        }

        return labels.Build();
    }

    public AppendOutcome Append(string series, long timeMs, double value) => Append((series, timeMs, value))[0];

    public AppendOutcome[] Append(params (string Series, long TimeMs, double Value)[] samples)
    {
        var batch = new SampleBatch();
        SeriesRef[] refs = Resolve([.. samples.Select(s => Series(s.Series))]);
        for (int i = 0; i < refs.Length; i++)
        {
            batch.Add(refs[i], samples[i].TimeMs, samples[i].Value);
        }

        return Append(batch);
    }

    public AppendOutcome[] Append(SampleBatch batch)
    {
        var outcomes = new AppendOutcome[batch.Count];
        Store.Append(batch, outcomes);
        return outcomes;
    }

    public SeriesRef[] Resolve(params LabelSet[] labels)
    {
        var refs = new SeriesRef[labels.Length];
        Store.Resolve(labels, refs);
        return refs;
    }

    public Task FlushLogAsync() => Store.FlushAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Closes and opens again; what was not flushed to the log by then is, since closing does.</summary>
    public void Reopen()
    {
        Store.Dispose();
        Store = SeriesStore.Open(Options, Time);
    }

    /// <summary>Opens a copy of the folder as it is now: what a crash would leave.</summary>
    public StoreDriver Crash()
    {
        var copy = new StoreDriver(o => o with { OutOfOrderWindow = Options.OutOfOrderWindow, Retention = Options.Retention });
        copy.Store.Dispose();
        foreach (string file in Directory.EnumerateFiles(copy.Folder))
        {
            File.Delete(file);
        }

        foreach (string file in Directory.EnumerateFiles(Folder).Where(f => Path.GetFileName(f) != "lock"))
        {
            File.Copy(file, Path.Combine(copy.Folder, Path.GetFileName(file)));
        }

        copy.Store = SeriesStore.Open(copy.Options, copy.Time);
        return copy;
    }

    public string Read(string matchers, long fromMs = long.MinValue / 4, long toMs = long.MaxValue / 4)
    {
        using ISeriesView view = Store.OpenView();
        return Read(view, matchers, fromMs, toMs);
    }

    public static string Read(ISeriesView view, string matchers, long fromMs = long.MinValue / 4, long toMs = long.MaxValue / 4)
    {
        ISeriesSelection selection = view.Select(Query(matchers, fromMs, toMs), CancellationToken.None);
        var columns = new SampleColumns();
        var lines = new List<string>();
        for (int i = 0; i < selection.Count; i++)
        {
            selection.Read(i, columns);
            string[] samples = [.. Enumerable.Range(0, columns.Count).Select(s => Text(columns, s))];
            long middle = samples.Length == 0 ? toMs / 2 : columns.Times[samples.Length / 2];
            selection.ReadAfter(i, middle, columns);
            Assert.Equal(
                samples.Skip((samples.Length / 2) + 1), Enumerable.Range(0, columns.Count).Select(s => Text(columns, s)));
            if (samples.Length > 0)
            {
                lines.Add($"{selection.Labels(i)} {string.Join(' ', samples)}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    public static SeriesQuery Query(string matchers, long fromMs = long.MinValue / 4, long toMs = long.MaxValue / 4) => new()
    {
        Matchers = matchers.Length == 0 ? [] : [.. matchers.Split(';').Select(Matcher)],
        FromMs = fromMs,
        ToMs = toMs,
    };

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Text(SampleColumns columns, int index)
    {
        string what = !columns.Histograms.IsEmpty && columns.Histograms[index] is { } histogram
            ? $"h{histogram.Count}"
            : columns.Values[index].ToString(System.Globalization.CultureInfo.InvariantCulture);
        string start = columns.Starts.IsEmpty || columns.Starts[index] == 0 ? "" : $"<{columns.Starts[index]}";
        return $"{columns.Times[index]}:{what}{start}";
    }

    private static LabelMatcher Matcher(string text)
    {
        string[] parts = text.Split(["=~", "!~", "!=", "="], 2, StringSplitOptions.None);
        string op = text[parts[0].Length..^parts[1].Length];
        return LabelMatcher.Create(
            op switch { "=" => MatchOp.Equal, "!=" => MatchOp.NotEqual, "=~" => MatchOp.Regex, _ => MatchOp.NotRegex },
            parts[0], parts[1]);
    }
}
