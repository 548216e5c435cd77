using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Printing;
using Tocsin.PromQL.Tests.Parsing;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.PromQL;

/// <summary>
/// The parser beside the real Prometheus: the same texts are refused, with the same first fault, and the others print
/// alike and have the same tree.
/// </summary>
/// <remarks>The peer is some versions older; what the language has learned since is left out here.</remarks>
public sealed partial class LanguageDuels
{
    private const int Generations = 4000;

    // What 3.5 says where 3.14 has other words.
    private static readonly (string Now, string Then)[] Rewordings =
    [
        ("number, duration, step(), range(), or \"]\"", "number, duration, or \"]\""),
        ("number, duration, step(), or range()", "number or duration"),
        ("unexpected <op:@>", "unexpected \"<Item 57400>\" <op:@>"),
    ];

    [Fact]
    public async Task Upstreams_scripts_print_alike_and_have_the_same_trees()
    {
        string folder = Needs.Present(Path.Combine(Repository.Conformance, "promqltest"), "upstream's scripts");
        await Fight(Directory.GetFiles(folder, "*.test").Order(StringComparer.Ordinal)
            .SelectMany(file => ScriptParser.Parse(File.ReadAllText(file)))
            .OfType<EvalCase>()
            .Select(each => each.Expression));
    }

    [Fact]
    public async Task What_the_grammar_makes_prints_alike_and_has_the_same_tree() =>
        await Fight(Generated.Valid.Sample(Generations, new Rnd(20261121, 1), 60));

    [Fact]
    public async Task What_is_broken_is_refused_for_the_same_reason() => await Fight(
    [
        .. Generated.Broken.Sample(Generations, new Rnd(20261121, 3), 60),
        .. Generated.Rubbish.Sample(Generations, new Rnd(20261121, 5), 60),
    ]);

    private static async Task Fight(IEnumerable<string> texts)
    {
        string[] fair = [.. texts.Distinct().Where(text => !Newer().IsMatch(text))];
        Assert.True(fair.Length > 500, $"only {fair.Length} texts are left");
        await using LanguagePeer peer = await LanguagePeer.StartAsync();
        List<string> differences = [];
        foreach (string text in fair)
        {
            ParseResult<Expr> ours = ExpressionParser.Parse(text, ParserOptions.Everything);
            (string? pretty, string? error) = await peer.FormatAsync(text);
            string? ourPretty = ours.IsOk ? PrettyPrinter.Print(ours.Value) : null;
            string? ourError = ours.Error is { } fault ? Reword(fault.ToString()) : null;
            if (ourError is not null && error is not null && IsWordedAnew(ourError))
            {
                continue;
            }

            if (ourPretty != pretty || ourError != error)
            {
                differences.Add($"{text}\n  peer: {pretty ?? error}\n  ours: {ourPretty ?? ourError}");
            }
            else if (ours.IsOk && Difference(await peer.ParseAsync(text), Tree(ours.Value), "$") is string place)
            {
                differences.Add($"{text}\n  tree at {place}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {fair.Length}:\n{string.Join('\n', differences.Take(20))}");
    }

    // In brackets the older version tells of stray characters at other places.
    private static bool IsWordedAnew(string error) => error.EndsWith("expected ':'", StringComparison.Ordinal)
        || error.Contains("in subquery or range selector", StringComparison.Ordinal);

    private static string Reword(string message)
    {
        foreach ((string now, string then) in Rewordings)
        {
            message = message.Replace(now, then, StringComparison.Ordinal);
        }

        return message;
    }

    private static JsonElement Tree(Expr expression)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { MaxDepth = AstJson.DepthMax }))
        {
            AstJson.Write(json, expression);
        }

        using JsonDocument document = JsonDocument.Parse(stream.ToArray(), new JsonDocumentOptions { MaxDepth = AstJson.DepthMax });
        return document.RootElement.Clone();
    }

    // Where ours lacks or changes something of theirs; what ours has beside it is newer.
    private static string? Difference(JsonElement theirs, JsonElement ours, string place)
    {
        if (theirs.ValueKind != ours.ValueKind)
        {
            return $"{place}: {theirs} and {ours}";
        }

        return theirs.ValueKind switch
        {
            JsonValueKind.Object => theirs.EnumerateObject()
                .Select(member => ours.TryGetProperty(member.Name, out JsonElement value)
                    ? Difference(member.Value, value, $"{place}.{member.Name}")
                    : $"{place}.{member.Name} is missing")
                .FirstOrDefault(difference => difference is not null),
            JsonValueKind.Array when theirs.GetArrayLength() == ours.GetArrayLength() => theirs.EnumerateArray()
                .Zip(ours.EnumerateArray(), (left, right) => Difference(left, right, $"{place}[]"))
                .FirstOrDefault(difference => difference is not null),
            JsonValueKind.String when theirs.GetString() == ours.GetString() => null,
            _ => theirs.GetRawText() == ours.GetRawText() ? null : $"{place}: {theirs} and {ours}",
        };
    }

    // Modifiers, trims, functions and words that came after 3.5; parentheses in durations, which it does not print, and
    // labels with colons, which it does not quote.
    [GeneratedRegex(
        """
        fill|anchored|smoothed|</|>/|max_of|min_of|\b(step|range)\b|\b(start|end)\s*\(
        |first_over_time|histogram_quantiles|start_timestamp|offset\s*[-+]?\s*\(|\[[^\]]*[(,]
        |(by|without|on|ignoring|left|right)\s*\([^)]*:
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Newer();
}
