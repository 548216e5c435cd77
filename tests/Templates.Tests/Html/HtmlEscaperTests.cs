using Tocsin.Templates.Html;
using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Tests.Html;

public sealed class HtmlEscaperTests
{
    [Theory]
    [InlineData("{{.X}}", "{{.X | html}}")]
    [InlineData("<p title='{{.X}}'>", "<p title='{{.X | attr}}'>")]
    [InlineData("<p title={{.X}}>", "<p title={{.X | nospace}}>")]
    [InlineData("<a href=\"{{.X}}\">", "<a href=\"{{.X | urlfilter | urlnormalizer | attr}}\">")]
    [InlineData("<a href='/p/{{.X}}'>", "<a href='/p/{{.X | urlnormalizer | attr}}'>")]
    [InlineData("<a href='/p?q={{.X}}'>", "<a href='/p?q={{.X | url | attr}}'>")]
    [InlineData("<img srcset='{{.X}}'>", "<img srcset='{{.X | srcset | attr}}'>")]
    [InlineData("<p {{.X}}=1>", "<p {{.X | htmlname}}=1>")]
    [InlineData("<title>{{.X}}</title>", "<title>{{.X | rcdata}}</title>")]
    [InlineData("<textarea>{{.X}}</textarea>", "<textarea>{{.X | rcdata}}</textarea>")]
    [InlineData("<script>f({{.X}})</script>", "<script>f({{.X | jsval}})</script>")]
    [InlineData("<script>'{{.X}}'</script>", "<script>'{{.X | jsstr}}'</script>")]
    [InlineData("<script>`{{.X}}`</script>", "<script>`{{.X | jstmpllit}}`</script>")]
    [InlineData("<script>`${ {{.X}} }`</script>", "<script>`${ {{.X | jsval}} }`</script>")]
    [InlineData("<script>`${ {a:1} }{{.X}}`</script>", "<script>`${ {a:1} }{{.X | jstmpllit}}`</script>")]
    [InlineData("<script>/{{.X}}/</script>", "<script>/{{.X | jsregexp}}/</script>")]
    [InlineData("<script>1/{{.X}}</script>", "<script>1/{{.X | jsval}}</script>")]
    [InlineData("<b onclick='f(\"{{.X}}\")'>", "<b onclick='f(\"{{.X | jsstr}}\")'>")]
    [InlineData("<b onclick=\"f(&quot;{{.X}}&quot;)\">", "<b onclick=\"f(&quot;{{.X | jsstr}}&quot;)\">")]
    [InlineData("<style>p{color:{{.X}}}</style>", "<style>p{color:{{.X | cssvalue}}}</style>")]
    [InlineData("<p style='color:{{.X}}'>", "<p style='color:{{.X | cssvalue | attr}}'>")]
    [InlineData("<style>a{b:url({{.X}})}</style>", "<style>a{b:url({{.X | urlfilter | urlnormalizer}})}</style>")]
    [InlineData("<style>a{b:'/{{.X}}'}</style>", "<style>a{b:'/{{.X | css}}'}</style>")]
    [InlineData("<meta content=\"0; URL={{.X}}\">", "<meta content=\"0; URL={{.X | urlfilter | attr}}\">")]
    [InlineData("<script type=text/template>{{.X}}</script>", "<script type=text/template>{{.X | html}}</script>")]
    [InlineData("<script type=''>{{.X}}</script>", "<script type=''>{{.X | jsval}}</script>")]
    public void An_action_gets_the_escapers_of_its_context(string template, string expected) =>
        Assert.Equal(expected, Escaped(template));

    [Theory]
    [InlineData("a<!-- secret {{.X}} -->b", "a{{.X | comment}}b")]
    [InlineData("<script>a/* secret */b//secret\nc</script>", "<script>a b\nc</script>")]
    [InlineData("<script>a/* \n */b</script>", "<script>a\nb</script>")]
    [InlineData("<style>a/* secret */b</style>", "<style>a b</style>")]
    [InlineData("1 < 2 <b>", "1 &lt; 2 <b>")]
    [InlineData("<!DOCTYPE html><p>", "<!DOCTYPE html><p>")]
    [InlineData("<script>'</script>'</script>", "<script>'\\x3C/script>'</script>")]
    public void Text_is_tidied(string template, string expected) => Assert.Equal(expected, Escaped(template));

    [Theory]
    [InlineData("{{.X | html}}", "{{.X | html}}")]
    [InlineData("{{html .X .Y}}", "{{_eval_args_ .X .Y | html}}")]
    [InlineData("<a href='?{{.X | urlquery}}'>", "<a href='?{{.X | urlquery | attr}}'>")]
    [InlineData("<a href='{{.X | urlquery}}'>", "<a href='{{.X | urlfilter | urlquery | attr}}'>")]
    [InlineData("<script>{{.X | html}}</script>", "<script>{{.X | html | jsval}}</script>")]
    public void A_predefined_escaper_is_not_repeated(string template, string expected)
    {
        // "html" is ambiguous in the short names, so these compare the long ones.
        string actual = Escape(template).Trees!.Find("main")!.Root.ToString();
        string want = expected.Replace("| attr}}", "| _html_template_attrescaper}}", StringComparison.Ordinal)
            .Replace("| jsval}}", "| _html_template_jsvalescaper}}", StringComparison.Ordinal)
            .Replace("| urlfilter |", "| _html_template_urlfilter |", StringComparison.Ordinal);
        Assert.Equal(want, actual);
    }

    [Theory]
    [InlineData("<a href='{{if .C}}/p?{{else}}/p/{{end}}{{.X}}'>", "appears in an ambiguous context within a URL")]
    [InlineData("<p {{.X}}'>", "\"'\" in attribute name: \"'>\"")]
    [InlineData("<a b=c\"d>", "\"\\\"\" in unquoted attr: \"c\\\"d\"")]
    [InlineData("{{if .C}}<a href='{{end}}", "{{if}} branches end in different contexts: ")]
    [InlineData("{{with .C}}<b {{end}}", "{{with}} branches end in different contexts: ")]
    [InlineData("<a href='", "ends in a non-text context: {stateURL delimSingleQuote")]
    [InlineData("<script>1", "ends in a non-text context: {stateJS ")]
    [InlineData("<!-- ", "ends in a non-text context: {stateHTMLCmt ")]
    [InlineData("{{template \"gone\"}}", "no such template \"gone\"")]
    [InlineData("{{define \"r\"}}{{if .}}{{template \"r\"}}{{end}}<b title='{{end}}{{template \"r\"}}",
        "cannot compute output context for template r")]
    [InlineData("<script>/[{{.X}}]/</script>", "unfinished JS regexp charset: \"[\"")]
    [InlineData("<script>'\\{{.X}}'</script>", "unfinished escape sequence in JS string: \"\\\\\"")]
    [InlineData("<style>a{b:'\\{{.X}}'}</style>", "unfinished escape sequence in CSS string: \"\\\\\"")]
    [InlineData("{{range .R}}<p class='{{end}}'>", "{{range}} branches end in different contexts: ")]
    [InlineData("<p {{range .R}}x='{{end}}>", "on range loop re-entry: {{range}} branches end in different contexts: ")]
    [InlineData("{{range .R}}{{if .C}}<b {{break}}{{end}}{{end}}", "at range loop break: {{range}} branches end")]
    [InlineData("{{range .R}}{{if .C}}<b {{continue}}{{end}}{{end}}", "at range loop continue: {{range}} branches end")]
    [InlineData("<script>{{if .C}}x{{else}}+{{end}}/{{.X}}/</script>", "'/' could start a division or regexp: \"/\"")]
    [InlineData("{{.X | html | print}}", "predefined escaper \"html\" disallowed in template")]
    [InlineData("<p a={{.X | html}}>", "predefined escaper \"html\" disallowed in template")]
    [InlineData("{{template \"main\"}}<script>`${", "cannot compute output context for template main")]
    public void An_unsafe_template_is_refused(string template, string expected)
    {
        EscapeResult result = Escape(template);

        Assert.Null(result.Trees);
        Assert.Contains(expected, result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_names_the_text_the_line_and_the_column()
    {
        EscapeResult result = Escape("fine\n  <p>{{.X | html | print}}");

        Assert.Equal("html/template:main:2:7: predefined escaper \"html\" disallowed in template", result.Error!.Message);
        Assert.Equal(("main", 2, 7), (result.Error.Source, result.Error.Line, result.Error.Column));
    }

    [Fact]
    public void A_template_called_in_two_contexts_is_rewritten_for_each()
    {
        TemplateTrees trees = Escape("<a href='{{template \"u\" .}}'>{{template \"u\" .}}</a>{{define \"u\"}}{{.}}{{end}}").Trees!;

        Assert.Equal(["main", "u", "u$htmltemplate_stateURL_delimSingleQuote_attrURL"], trees.Names);
        Assert.Equal("{{. | _html_template_htmlescaper}}", trees.Find("u")!.Root.ToString());
    }

    [Fact]
    public void The_trees_given_are_not_changed()
    {
        TemplateTrees trees = Parse("<a href='{{.X}}'>{{template \"t\"}}</a>{{define \"t\"}}{{.}}{{end}}");
        string[] before = [.. trees.All.Select(tree => tree.Root.ToString())];

        HtmlEscaper.Escape(trees, "main");

        Assert.Equal(before, trees.All.Select(tree => tree.Root.ToString()));
    }

    /// <summary>Go 1.26 escapes the second value here for text, so that a backslash in it leaves the string.</summary>
    [Fact]
    public void A_template_that_opens_a_string_opens_it_at_its_second_call_too()
    {
        string escaped = Escaped(
            "{{define \"o\"}}<script>x=\"{{end}}{{template \"o\"}}{{.}}\"</script>{{template \"o\"}}{{.}}\"</script>");

        Assert.Equal(2, escaped.Split("{{. | jsstr}}").Length - 1);
    }

    /// <summary>Go since 1.21 takes the quote in the regular expression for the start of a string.</summary>
    [Theory]
    [InlineData("if(a){ /'/.test(b) }")]
    [InlineData("a < /'/.exec(b)")]
    [InlineData("a - /'/.exec(b)")]
    public void A_slash_after_a_brace_or_an_operator_starts_a_regular_expression(string code) =>
        Assert.Contains("'{{.X | jsstr}}'", Escaped($"<script>{code}; c = '{{{{.X}}}}'</script>"), StringComparison.Ordinal);

    /// <summary>Go 1.26 keeps the part of the first URL and lets any scheme into the second.</summary>
    [Fact]
    public void Each_URL_in_a_style_is_filtered()
    {
        string escaped = Escaped("<style>a{b:url(/x?{{.X}});c:url({{.X}})}</style>");

        Assert.Equal("<style>a{b:url(/x?{{.X | url}});c:url({{.X | urlfilter | urlnormalizer}})}</style>", escaped);
    }

    [Fact]
    public void Templates_that_call_each_other_without_end_in_new_contexts_are_refused()
    {
        EscapeResult result = Escape("<script>`{{template \"r\"}}`</script>{{define \"r\"}}${ `{{template \"r\"}}` }{{end}}");

        Assert.Contains("too deep", result.Error!.Message, StringComparison.Ordinal);
    }

    private static string Escaped(string template)
    {
        EscapeResult result = Escape(template);
        Assert.True(result.Error is null, result.Error?.Message);
        string text = result.Trees!.Find("main")!.Root.ToString();
        return text.Replace("_html_template_", "", StringComparison.Ordinal)
            .Replace("escaper", "", StringComparison.Ordinal)
            .Replace("cssvaluefilter", "cssvalue", StringComparison.Ordinal)
            .Replace("namefilter", "name", StringComparison.Ordinal);
    }

    private static EscapeResult Escape(string template) => HtmlEscaper.Escape(Parse(template), "main");

    private static TemplateTrees Parse(string template)
    {
        ParseResult parsed = Parser.Parse(new TemplateSource("main", template), new ParseOptions());
        Assert.True(parsed.IsOk, parsed.Error?.Message);
        return TemplateTrees.Empty.Define(parsed.Trees);
    }
}
