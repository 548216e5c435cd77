using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Server.Dashboard.Live;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>A filter, with the index and without, lets through what its words say.</summary>
public sealed class LiveFilterProperties
{
    private static readonly string[] Names = ["alertname", "team", "severity", "nowhere"];
    private static readonly string[] Specials = ["state", "receiver", "team", "silenced_by", "inhibited_by", "fingerprint"];
    private static readonly string[] Labelled = ["alertname", "team", "severity", "cluster"];
    private static readonly string[] Operators = ["=", "!=", "=~", "!~"];
    private static readonly string[] Words = ["a1", "DB", "about a2", "crit", "zzz", "é"];

    private static readonly string[] Values =
    [
        "", "a1", "a2", "db", "web", "critical", "active", "suppressed", "silenced", "ops", "s1", "0011223344556677", "é \"x\" \\",
    ];

    private static readonly string[] Patterns = ["", "a.*", "d|w.+", ".*", ".+", "(critical|active)?", "[^a]*", "sil.*", "ops|db"];

    [Fact]
    public void A_filter_lets_through_what_its_conditions_say()
    {
        Gen<(string Text, Func<WorldAlert, Instant, bool> Says)> condition = Gen.OneOf(Plain(), Special(), Age(), Word());
        Gen<(int, (string Text, Func<WorldAlert, Instant, bool> Says)[])> runs =
            from seed in Gen.Choose(0, 999)
            from count in Gen.Choose(0, 4)
            from conditions in condition.ArrayOf(count)
            select (seed, conditions);
        Prop.ForAll(runs.ToArbitrary(), run => Check(run.Item1, run.Item2)).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static void Check(int seed, (string Text, Func<WorldAlert, Instant, bool> Says)[] conditions)
    {
        World world = Make(seed);
        var board = new LiveBoard();
        board.Read(world.Groups(), world.Now);
        (LiveFilter? filter, string? error) = LiveFilter.Parse([.. conditions.Select(one => one.Text)], MatcherParser.Default);
        Assert.True(filter is not null, error);
        IEnumerable<string> wanted = world.Alerts.Values
            .Where(alert => Array.TrueForAll(conditions, one => one.Says(alert, world.Now)))
            .Select(alert => alert.Alert.Fingerprint.ToString());
        Assert.Equal(wanted.Order(), filter.Select(board, world.Now).Select(alert => alert.Alert.Fingerprint.ToString()).Order());
        Assert.Equal(wanted.Count(), board.Alerts.Values.Count(alert => filter.Matches(alert, world.Now)));
        Assert.Equal(Array.Exists(conditions, one => one.Text.StartsWith("@age", StringComparison.Ordinal)), filter.DependsOnTime);
    }

    private static Gen<(string, Func<WorldAlert, Instant, bool>)> Plain() =>
        from name in Gen.Elements(Names)
        from test in Test()
        select ($"{name} {test.Text}", Says((alert, _) => test.Any([alert.Alert.Labels[name] ?? ""])));

    private static Gen<(string, Func<WorldAlert, Instant, bool>)> Special() =>
        from name in Gen.Elements(Specials)
        from test in Test()
        select ($"@{name}{test.Text}", Says((alert, _) => test.Any(TextsOf(alert, name))));

    private static Gen<(string, Func<WorldAlert, Instant, bool>)> Age() =>
        from seconds in Gen.Choose(0, 20)
        from sign in Gen.Elements("<", ">", "<=", ">=")
        select ($"@age {sign} {seconds}s", Says((alert, now) =>
            now - alert.Alert.StartsAt > TimeSpan.FromSeconds(seconds) == (sign[0] == '>')));

    private static Gen<(string, Func<WorldAlert, Instant, bool>)> Word() =>
        from word in Gen.Elements(Words)
        select (word, Says((alert, _) =>
            alert.Alert.Annotations["summary"]!.Contains(word, StringComparison.OrdinalIgnoreCase)
            || Array.Exists(Labelled, name =>
                alert.Alert.Labels[name]?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false)));

    // An operator with its value, and what it says of texts of which one has to fit.
    private static Gen<(string Text, Func<IReadOnlyList<string>, bool> Any)> Test() =>
        from sign in Gen.Elements(Operators)
        from value in Gen.Elements(sign.EndsWith('~') ? Patterns : Values)
        from space in Gen.Elements("", " ")
        let fits = sign.EndsWith('~')
            ? new Func<string, bool>(text => Regex.IsMatch(text, $"^(?:{value})$", RegexOptions.CultureInvariant))
            : text => text == value
        select (
            $"{sign}{space}\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            new Func<IReadOnlyList<string>, bool>(texts => texts.DefaultIfEmpty("").Any(fits) == sign is "=" or "=~"));

    private static string[] TextsOf(WorldAlert alert, string name) => name switch
    {
        "state" => alert.SilencedBy is not null ? ["silenced", "suppressed"]
            : alert.InhibitedBy is not null ? ["inhibited", "suppressed"] : ["active"],
        "receiver" => alert.Alert.Labels["team"] == "db" ? ["ops", "db"] : ["ops"],
        "team" => [alert.Alert.Labels["team"] ?? ""],
        "silenced_by" => alert.SilencedBy is { } by ? [by] : [],
        "inhibited_by" => alert.InhibitedBy is { } by ? [by] : [],
        _ => [alert.Alert.Fingerprint.ToString()],
    };

    private static Func<WorldAlert, Instant, bool> Says(Func<WorldAlert, Instant, bool> says) => says;

    private static World Make(int seed)
    {
        var random = new Random(seed);
        var world = new World();
        for (int i = 0; i < 12; i++)
        {
            LabelSet labels = LabelSet.Of(
                ("alertname", $"a{i}"), ("team", random.Next(3) switch { 0 => "db", 1 => "web", _ => "é \"x\" \\" }),
                ("severity", random.Next(2) == 0 ? "critical" : ""), ("cluster", "x"));
            world.Fire($"a{i}", labels, alert => alert with
            {
                SilencedBy = random.Next(4) == 0 ? "s1" : null,
                InhibitedBy = random.Next(4) == 0 ? "0011223344556677" : null,
            });
        }

        world.Now += TimeSpan.FromSeconds(random.Next(25));
        return world;
    }
}
