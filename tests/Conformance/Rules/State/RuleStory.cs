using Tocsin.PromQL.SeriesNotation;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.Rules.State;

/// <summary>Rules, the samples they look at, and what is changed on the way.</summary>
internal sealed record RuleStory
{
    /// <summary>How far two samples of a series are apart.</summary>
    public const long StepMs = 1000;

    /// <summary>Rule files by their names.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>The series in the notation of rule tests, a value each second.</summary>
    public required IReadOnlyList<string> Series { get; init; }

    /// <summary>How many seconds are played.</summary>
    public required int Seconds { get; init; }

    /// <summary>The interval of groups that name none.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The rule files after the reload; empty for no reload.</summary>
    public IReadOnlyDictionary<string, string> FilesAfter { get; init; } = new Dictionary<string, string>();

    /// <summary>The second from which on the reload may come.</summary>
    public double ReloadAt { get; init; }

    /// <summary>Reads one from the folder <c>Stories</c>.</summary>
    public static RuleStory Read(string name) => new()
    {
        Files = FilesOf(name),
        Series =
        [
            .. File.ReadAllLines(Path.Combine(Folder(name), "series.txt")).Where(line => line is not ("" or ['#', ..])),
        ],
        Seconds = 0,
    };

    /// <summary>The rule files of a folder of <c>Stories</c>.</summary>
    public static Dictionary<string, string> FilesOf(string name) =>
        Directory.GetFiles(Folder(name), "*.yml").ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

    private static string Folder(string name) =>
        Repository.Path("tests", "Conformance", "Rules", "State", "Stories", name);

    /// <summary>
    /// All samples as one request, ahead of time: so both servers have them before either evaluates, and what they find
    /// at an instant does not depend on which is quicker.
    /// </summary>
    public byte[] Body(long startMs)
    {
        var request = new WriteRequest();
        foreach (string text in Series)
        {
            if (!SeriesNotationParser.TryParse(text, out NotedSeries? series, out string? error))
            {
                throw new FormatException($"{text}: {error}");
            }

            request.Add(
                series.Labels,
                Enumerable.Range(0, series.Values.Count).Where(i => !series.Values[i].IsGap)
                    .Select(i => (startMs + (i * StepMs), series.Values[i].Value)));
        }

        return request.ToBody();
    }
}
