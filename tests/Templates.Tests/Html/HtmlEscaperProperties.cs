using FsCheck;
using FsCheck.Fluent;
using Tocsin.Templates.Html;
using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Tests.Html;

public sealed class HtmlEscaperProperties
{
    private static readonly string[] Pieces =
    [
        "{{.}}", "{{.X | html}}", "{{if .}}", "{{else}}", "{{end}}", "{{range .}}", "{{break}}", "{{continue}}",
        "{{template \"main\"}}", "{{template \"t\"}}", "{{define \"t\"}}", "<a ", "<script>", "</script>", "<style>",
        "</style>", "<title>", "<meta content=", "href=", "style=", "onclick=", "srcset=", "'", "\"", "`", "${", "{", "}",
        "/", "//", "/*", "*/", "<!--", "-->", "[", "]", "\\", "url(", ")", "#!", "\n", ">", "&quot;", "&#", "\ud800", "é",
    ];

    private static Gen<string> Templates =>
        Gen.Elements(Pieces).ArrayOf().Select(string.Concat);

    [Fact]
    public void No_template_crashes_the_escaper() =>
        Prop.ForAll(Templates.ToArbitrary(), template =>
        {
            ParseResult parsed = Parser.Parse(new TemplateSource("main", template), new ParseOptions());
            if (!parsed.IsOk)
            {
                return true;
            }

            EscapeResult result = HtmlEscaper.Escape(TemplateTrees.Empty.Define(parsed.Trees), "main");
            return result.Trees is null != result.Error is null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(40));

    [Fact]
    public void A_long_script_is_read_in_time_that_grows_with_its_length()
    {
        string script = "<script>" + string.Concat(Enumerable.Repeat("f('a', \"b\", {c: /d/});\n", 40_000)) + "</script>";

        Assert.Equal(script, EscapeText(script));
    }

    [Fact]
    public void Ranges_that_nest_deeply_are_walked_once_per_context()
    {
        const int Depth = 60;
        string nested = string.Concat(Enumerable.Repeat("{{range .}}", Depth)) + "{{.}}"
            + string.Concat(Enumerable.Repeat("{{end}}", Depth));

        Assert.NotNull(EscapeText($"<a href='{nested}'>{nested}"));
    }

    [Fact]
    public void A_long_chain_of_calls_is_refused()
    {
        const int Length = 3_000;
        string chain = string.Concat(Enumerable.Range(0, Length)
            .Select(i => $"{{{{define \"t{i}\"}}}}{{{{template \"t{i + 1}\"}}}}{{{{end}}}}"));

        ParseResult parsed = Parser.Parse(new TemplateSource("main", "{{template \"t0\"}}" + chain), new ParseOptions());
        EscapeResult result = HtmlEscaper.Escape(TemplateTrees.Empty.Define(parsed.Trees), "main");

        Assert.Contains("too deep", result.Error!.Message, StringComparison.Ordinal);
    }

    private static string? EscapeText(string template)
    {
        ParseResult parsed = Parser.Parse(new TemplateSource("main", template), new ParseOptions());
        return parsed.IsOk
            ? HtmlEscaper.Escape(TemplateTrees.Empty.Define(parsed.Trees), "main").Trees?.Find("main")?.Root.ToString()
            : null;
    }
}
