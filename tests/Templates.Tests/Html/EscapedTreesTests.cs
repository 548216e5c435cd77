using System.Text;
using System.Text.Json;
using Tocsin.Templates.Html;
using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Tests.Html;

/// <summary>
/// Our templates with the trees that Go's html/template (1.26) makes of them, or its error. The templates were generated
/// and chosen so that each ends in another set of escapers, derived names or errors.
/// </summary>
public sealed class EscapedTreesTests
{
    [Fact]
    public void Templates_are_escaped_as_Go_escapes_them()
    {
        var report = new StringBuilder();
        int cases = 0;
        foreach (string line in File.ReadLines(Repository.Path("tests", "Templates.Tests", "Html", "escaped-trees.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Compare(document.RootElement, report);
            cases++;
        }

        Assert.True(cases > 600, $"only {cases} cases");
        Assert.True(report.Length == 0, report.ToString());
    }

    private static void Compare(JsonElement expected, StringBuilder report)
    {
        string template = expected.GetProperty("template").GetString()!;
        ParseResult parsed = Parser.Parse(new TemplateSource("main", template), new ParseOptions());
        EscapeResult result = HtmlEscaper.Escape(TemplateTrees.Empty.Define(parsed.Trees), "main");
        if (expected.TryGetProperty("error", out JsonElement error))
        {
            if (result.Error?.Message.EndsWith(": " + error.GetString(), StringComparison.Ordinal) != true)
            {
                report.AppendLine($"{template}\n  want {error}\n  got  {result.Error}");
            }

            return;
        }

        JsonElement trees = expected.GetProperty("trees");
        foreach (TemplateTree tree in result.Trees?.All ?? [])
        {
            string? want = trees.TryGetProperty(tree.Name, out JsonElement text) ? text.GetString() : null;
            if (want != tree.Root.ToString())
            {
                report.AppendLine($"{template}\n  want {want}\n  got  {tree.Root}");
            }
        }

        if (result.Trees?.Find("main") is null)
        {
            report.AppendLine($"{template}\n  got  {result.Error}");
        }
    }
}
