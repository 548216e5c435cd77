using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Tests.Parsing;

public sealed class ParserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("some text", "some text")]
    [InlineData("{{}}x", null)]
    [InlineData("{{/* comment */}}", "")]
    [InlineData("a {{- /* comment */ -}}\n b", "ab")]
    [InlineData("{{.X.Y.Z}}", "{{.X.Y.Z}}")]
    [InlineData("{{ .X  |  printf `%d` }}", "{{.X | printf `%d`}}")]
    [InlineData("{{printf \"%d\" 23 | len}}", "{{printf \"%d\" 23 | len}}")]
    [InlineData("{{(.Y .Z).Field}}", "{{(.Y .Z).Field}}")]
    [InlineData("{{$.A.B}}", "{{$.A.B}}")]
    [InlineData("{{$x := .X}}{{$x = 3}}", "{{$x := .X}}{{$x = 3}}")]
    [InlineData("{{if .X}}a{{else if .Y}}b{{else}}c{{end}}", "{{if .X}}a{{else}}{{if .Y}}b{{else}}c{{end}}{{end}}")]
    [InlineData("{{with .X}}a{{else with .Y}}b{{end}}", "{{with .X}}a{{else}}{{with .Y}}b{{end}}{{end}}")]
    [InlineData("{{range $i, $e := .SI}}{{break}}{{else}}x{{continue}}{{end}}", null)]
    [InlineData("{{range $i, $e := .SI}}{{break}}{{continue}}{{end}}", "{{range $i, $e := .SI}}{{break}}{{continue}}{{end}}")]
    [InlineData("{{range $x := nil}}{{end}}", "{{range $x := nil}}{{end}}")]
    [InlineData("{{template `x` .Y}}", "{{template \"x\" .Y}}")]
    [InlineData("{{block \"b\" .}}hi{{end}}", "{{template \"b\" .}}")]
    [InlineData("x \r\n\t{{- 3 -}} \n y", "x{{3}}y")]
    [InlineData("{{\"a\\tb\" | len}}{{'a'}}{{-7}}{{0x1F}}{{1_000}}", "{{\"a\\tb\" | len}}{{'a'}}{{-7}}{{0x1F}}{{1_000}}")]
    [InlineData("{{- 3}}", "{{3}}")]
    [InlineData("{{true}}{{false}}{{.}}{{print nil}}", "{{true}}{{false}}{{.}}{{print nil}}")]
    public void A_tree_prints_as_canonical_text(string text, string? printed)
    {
        ParseResult result = Parse(text);
        if (printed is null)
        {
            Assert.NotNull(result.Error);
            return;
        }

        Assert.Null(result.Error);
        Assert.Equal(printed, result.Trees[0].Root.ToString());
        if (printed.Length > 0)
        {
            Assert.Equal(printed, Parse(printed).Trees[0].Root.ToString());
        }
    }

    [Theory]
    [InlineData("hello{{range}}", "template: t:1: missing value for range")]
    [InlineData("{{.X", "template: t:1: unclosed action")]
    [InlineData("\n{{.X\n\n", "template: t:4: unclosed action started at t:2")]
    [InlineData("{{end}}", "template: t:1: unexpected {{end}}")]
    [InlineData("{{else}}", "template: t:1: unexpected {{else}}")]
    [InlineData("{{if .X}}hi", "template: t:1: unexpected EOF")]
    [InlineData("{{nope .X}}", "template: t:1: function \"nope\" not defined")]
    [InlineData("{{$x}}", "template: t:1: undefined variable \"$x\"")]
    [InlineData("{{with $x := 4}}{{end}}{{$x}}", "template: t:1: undefined variable \"$x\"")]
    [InlineData("{{template $v}}", "template: t:1: unexpected \"$v\" in template clause")]
    [InlineData("{{template \"x\" .,}}", "template: t:1: unexpected \",\" in operand")]
    [InlineData("{{(.X}}", "template: t:1: unclosed left paren")]
    [InlineData("{{.X )}}", "template: t:1: unexpected \")\" in command")]
    [InlineData("{{'a}}", "template: t:1: unterminated character constant")]
    [InlineData("{{\"a}}", "template: t:1: unterminated quoted string")]
    [InlineData("{{`a}}", "template: t:1: unterminated raw quoted string")]
    [InlineData("{{3k}}", "template: t:1: bad number syntax: \"3k\"")]
    [InlineData("{{#}}", "template: t:1: unexpected \"#\" in command")]
    [InlineData("{{.X#}}", "template: t:1: bad character U+0023 '#'")]
    [InlineData("{{\u0001}}", "template: t:1: unrecognized character in action: U+0001")]
    [InlineData("{{/*", "template: t:1: unclosed comment")]
    [InlineData("{{/* */ x}}", "template: t:1: comment ends before closing delimiter")]
    [InlineData("{{break}}", "template: t:1: {{break}} outside {{range}}")]
    [InlineData("{{range .X}}{{end}}{{continue}}", "template: t:1: {{continue}} outside {{range}}")]
    [InlineData("{{1 | 2}}", "template: t:1: non executable command in pipeline stage 2")]
    [InlineData("{{len | }}{{.X | | .Y}}", "template: t:1: unexpected \"|\" in command")]
    [InlineData("{{.", "template: t:1: illegal number syntax: \".\"")]
    [InlineData("{{range $u, $v, $w := .}}{{end}}", "template: t:1: too many declarations in range")]
    [InlineData("{{$u, $v := 3}}", "template: t:1: too many declarations in command")]
    [InlineData("{{range $k,.}}{{end}}", "template: t:1: range can only initialize variables")]
    [InlineData("{{`a`.E}}", "template: t:1: unexpected . after term \"`a`\"")]
    [InlineData("{{true.any}}", "template: t:1: unexpected . after term \"true\"")]
    [InlineData("{{define \"a\"}}a{{end}}{{define \"a\"}}b{{end}}", "template: t:1: template: multiple definition of template \"a\"")]
    [InlineData("{{define \"a\"}}{{else}}{{end}}", "template: t:1: unexpected {{else}} in define clause")]
    [InlineData("{{define a}}{{end}}", "template: t:1: unexpected \"a\" in define clause")]
    [InlineData("{{if .X}}{{define \"a\"}}{{end}}{{end}}", "template: t:1: unexpected <define> in command")]
    [InlineData("{{1_0.5}}{{1_.5}}", "template: t:1: illegal number syntax: \"1_.5\"")]
    [InlineData("{{18446744073709551616}}", "template: t:1: integer overflow: \"18446744073709551616\"")]
    [InlineData("{{08}}", "template: t:1: integer overflow: \"08\"")]
    [InlineData("{{if .X}}a{{else}}b{{else}}c{{end}}", "template: t:1: expected end; found {{else}}")]
    [InlineData("{{\"verylongstringconstant\" := 1}}", "template: t:1: unexpected \":=\" in operand")]
    public void A_fault_is_worded_as_Go_words_it(string text, string? message)
    {
        TemplateError? error = Parse(text).Error;
        Assert.NotNull(error);
        if (message is not null)
        {
            Assert.Equal(message, error.Message);
        }
    }

    [Fact]
    public void A_fault_knows_its_line_and_column()
    {
        TemplateError error = Parse("first\nsecond é {{ nope }}").Error!;
        Assert.Equal(("t", 2, 13), (error.Source, error.Line, error.Column));
    }

    [Fact]
    public void Definitions_come_after_the_text_in_order_of_appearance()
    {
        ParseResult result = Parse("{{define \"a\"}}A{{template \"c\"}}{{end}}{{block \"b\" .}}B{{end}}");
        Assert.Equal(["t", "a", "b"], result.Trees.Select(tree => tree.Name));
        Assert.Equal(["c"], result.Trees[1].References().Select(call => call.Name));
    }

    [Fact]
    public void A_later_definition_wins_unless_it_is_empty()
    {
        TemplateTrees trees = TemplateTrees.Empty
            .Define(Parse("{{define \"a\"}}1{{end}}{{define \"b\"}}1{{end}}").Trees)
            .Define(Parse("{{define \"a\"}}2{{end}}{{define \"b\"}} {{end}}").Trees);
        Assert.Equal("2", trees.Find("a")!.Root.ToString());
        Assert.Equal("1", trees.Find("b")!.Root.ToString());
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("if . }}{{", "")]
    public void Deep_nesting_is_an_error_and_not_a_crash(string open, string close)
    {
        string text = "{{" + string.Concat(Enumerable.Repeat(open, 5000)) + "." + string.Concat(Enumerable.Repeat(close, 5000)) + "}}";
        Assert.Contains("nests deeper than 400 levels", Parse(text).Error!.Message, StringComparison.Ordinal);
    }

    private static ParseResult Parse(string text) => Parser.Parse(
        new TemplateSource("t", text), new ParseOptions(name => name is "printf" or "len" or "print"));
}
