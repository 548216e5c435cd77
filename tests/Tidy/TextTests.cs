using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tocsin.Tidy;

public sealed partial class TextTests(ITestOutputHelper output)
{
    // 120 is what editors wrap at; a line that reads better whole may run on a little.
    private const int WantedLine = 120;
    private const int LongestLine = 140;

    [Fact]
    public void Lines_end_in_LF_are_at_most_140_columns_and_the_last_one_ends()
    {
        Exceptions.Check("line-end", Sources.All.Where(f => f.Value.Contains('\r')).Select(f => (f.Key, "CR")));
        Exceptions.Check("last-line", Sources.All
            .Where(f => f.Value.Length > 0 && !f.Value.EndsWith('\n'))
            .Select(f => (f.Key, "no newline at the end")));
        int over = Sources.CSharp().Sum(f => f.Value.Split('\n').Count(line => line.Length > WantedLine));
        output.WriteLine($"{over} lines are over {WantedLine} columns");
        Exceptions.Check("line-length", Sources.CSharp()
            .Select(f => (f.Key, What: LongLines(f.Value)))
            .Where(f => f.What.Length > 0));
    }

    [Fact]
    public void Nothing_is_left_to_do() => Exceptions.Check("todo", Sources.CSharp()
        .Where(f => Unfinished().IsMatch(f.Value))
        .Select(f => (f.Key, Unfinished().Match(f.Value).Value)));

    [Fact]
    public void No_file_knows_a_machine_or_a_registry() => Exceptions.Check("machine", Sources.All
        .Where(f => Machine().IsMatch(f.Value))
        .Select(f => (f.Key, Machine().Match(f.Value).Value)));

    [Fact]
    public void No_test_sleeps_and_none_takes_a_fixed_port()
    {
        Exceptions.Check("sleep", Sources.CSharp("tests/")
            .Where(f => Sleep().IsMatch(f.Value))
            .Select(f => (f.Key, Sleep().Match(f.Value).Value)));
        Exceptions.Check("port", Sources.CSharp("tests/")
            .Where(f => FixedPort().IsMatch(f.Value))
            .Select(f => (f.Key, FixedPort().Match(f.Value).Value)));
    }

    [Fact]
    public void No_catch_is_empty_without_a_reason() => Exceptions.Check("empty-catch",
        from file in Sources.CSharp("src/")
        from caught in Sources.Parse(file.Value).DescendantNodes().OfType<CatchClauseSyntax>()
        where caught.Block.Statements.Count == 0 && !caught.Block.ToFullString().Contains("//", StringComparison.Ordinal)
        select ($"{file.Key}", $"line {caught.GetLocation().GetLineSpan().StartLinePosition.Line + 1}"));

    [Fact]
    public void Types_have_names_that_say_something() => Exceptions.Check("name",
        from file in Sources.CSharp()
        from type in Sources.Parse(file.Value).DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        where Vague().IsMatch(type.Identifier.Text)
        select ($"{file.Key}:{type.Identifier.Text}", "a vague name"));

    [Fact]
    public void Links_between_our_pages_lead_somewhere() => Exceptions.Check("link",
        from file in Sources.All
        where file.Key.EndsWith(".md", StringComparison.Ordinal)
        from Match link in Link().Matches(file.Value)
        let target = link.Groups["target"].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal) && !Exists(file.Key, target)
        select (file.Key, target));

    private static bool Exists(string page, string target) =>
        Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target));

    private static string LongLines(string text) => string.Join(", ", text.Split('\n')
        .Select((line, number) => (line.EnumerateRunes().Count(), number + 1))
        .Where(line => line.Item1 > LongestLine)
        .Select(line => $"line {line.Item2} has {line.Item1}"));

    // In pieces, so that this file does not break the rules that it holds.
    [GeneratedRegex("TO" + "DO|FIX" + "ME|Not" + "ImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex("""(?<![\w.>}])/(work|ro""" + """ot|home)/\w|deb\.deb""" + """ian\.org|nu""" + """get\.org|npm""" + """js\.org""")]
    private static partial Regex Machine();

    [GeneratedRegex(@"Task\.Del" + @"ay\(|Thread\.Sle" + @"ep|Spin" + @"Wait")]
    private static partial Regex Sleep();

    [GeneratedRegex("""(UseUrls|listen-address|ListenLocalhost|TcpListener)[^\n]*[:, (][1-9][0-9]{2,4}\b""")]
    private static partial Regex FixedPort();

    [GeneratedRegex("(Manager|Helpers?|Processor|Utils?|Utilities|Common)(?![a-z])")]
    private static partial Regex Vague();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
