using Tocsin.Templates.GoTime;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Explain;

/// <summary>What the commands that ask for the past have in common: a time, a limit, matchers.</summary>
internal static class PastQuery
{
    private const string TimeFormat = "RFC3339 format 2006-01-02T15:04:05-07:00";

    /// <summary>The name of the argument that takes the matchers.</summary>
    public const string Matchers = "matcher-groups";

    /// <summary>The flags.</summary>
    public static IReadOnlyList<FlagSpec> Flags { get; } =
    [
        new("since", "How far back to look") { Kind = ValueKind.Duration, Default = ["24h"] },
        new("from", $"From when to look, in the place of --since. {TimeFormat}"),
        new("to", $"Until when to look. {TimeFormat}"),
        new("limit", "Entries at most, the newest ones") { Kind = ValueKind.Whole, Default = ["100"] },
    ];

    /// <summary>The parameters for the API.</summary>
    /// <param name="given">The command line.</param>
    /// <param name="names">The flags that are parameters of the same name.</param>
    public static List<KeyValuePair<string, string>> Of(Invocation given, IReadOnlyList<string> names)
    {
        GoMoment from = given.Text("from") is { Length: > 0 } text
            ? Dates.Parse(text)
            : Dates.After(Dates.Now(given.Terminal), -given.Duration("since"));
        var query = new List<KeyValuePair<string, string>> { new("from", Dates.Write(from)) };
        if (given.Text("to") is { Length: > 0 } to)
        {
            query.Add(new("to", Dates.Write(Dates.Parse(to))));
        }

        foreach (string name in names)
        {
            query.AddRange(given.List(name).Select(value => KeyValuePair.Create(name, value)));
        }

        query.Add(new("limit", given.Text("limit")));
        List<string> filters = new MatcherArguments(given).WithAlertName(given.List(Matchers));
        query.AddRange(filters.Select(f => KeyValuePair.Create("filter", f)));
        return query;
    }
}
