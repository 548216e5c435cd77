using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Templates.Execution;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Tests.Execution;

public sealed class TemplateProperties
{
    private static readonly string[] Words =
    [
        "{{", "}}", "{{- ", " -}}", ".", ".Status", ".Alerts", "$", "$x", ":=", "=", ",", "|", "(", ")", " ", "if ", "else ", "end",
        "range ", "with ", "template ", "define ", "block ", "break", "continue", "nil", "true", "printf ", "len ", "index ",
        "slice ", "\"a%d\"", "`r`", "'c'", "12", "0x1F", "1.5e3", "-3", "text", "{{/* c */}}", "{{ end }}", "{{ else }}",
        "{{ if .Alerts }}", "{{ range .Alerts }}", "{{ .Labels }}", "toJson ", "title ", "reReplaceAll ", "\"(\"", "now", "date ",
        "tz ", "\"Europe/Paris\"", "{{ range 1000000000 }}", "{{ define \"r\" }}{{ template \"r\" . }}", "dict ", "list ", "append ",
        "\"%[2]*.[1]*f\"", "humanizeDuration ", "and ", "or ", "eq ", "join ", "\n", "é", "\U0001F600", "\uD800", "#",
    ];

    private static readonly TemplateContext Small = new(
        SampleNotification.Context.Now, GoZone.Utc, new TemplateLimits { OutputCharsMax = 10_000, WorkMax = 10_000, DepthMax = 50 });

    [Fact]
    public void No_text_makes_the_parser_or_the_executor_throw_or_run_away() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(4000),
        Prop.ForAll(Text().ToArbitrary(), text =>
        {
            CompileResult compiled = TemplateSet.Empty.Compile(text);
            Assert.True(compiled.Template is null != compiled.Error is null);
            if (compiled.Template is not null)
            {
                TemplateResult result = compiled.Template.Execute(SampleNotification.Data, Small);
                Assert.True(result.Text.Length < 1_200_000);
            }
        }));

    [Fact]
    public void No_characters_at_all_make_the_parser_throw() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<char[]>().Select(chars => "{{" + new string(chars)).ToArbitrary(),
            text => Assert.True(Parser.Parse(new TemplateSource("t", text), new ParseOptions()) is not null)));

    [Fact]
    public void A_tree_that_is_printed_and_parsed_again_is_the_same_tree() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(4000),
        Prop.ForAll(Text().ToArbitrary(), text =>
        {
            ParseResult first = Parser.Parse(new TemplateSource("t", text), new ParseOptions());
            // Text that ends in a brace joins up with the delimiter after it, in Go's printing too.
            if (!first.IsOk || text.Contains("{{{") || first.Trees.Any(tree => tree.Root.ToString().Contains("{{{")))
            {
                return;
            }

            foreach (TemplateTree tree in first.Trees)
            {
                string printed = tree.Root.ToString();
                ParseResult second = Parser.Parse(new TemplateSource("t", Scope(printed)), new ParseOptions());
                Assert.Null(second.Error);
                Assert.Equal(Scope(printed), second.Trees[0].Root.ToString());
            }
        }));

    // A printed body may use variables of nothing but itself; a loop around it makes break and continue legal.
    private static string Scope(string body) => "{{range .}}" + body + "{{end}}";

    private static Gen<string> Text() =>
        from count in Gen.Choose(1, 14)
        from words in Gen.Elements(Words).ListOf(count)
        from wrap in Gen.Elements("", "{{", "{{ if . }}")
        select Wrap(wrap, words);

    private static string Wrap(string wrap, IEnumerable<string> words)
    {
        var text = new StringBuilder(wrap).AppendJoin("", words);
        return (wrap switch { "{{" => text.Append(" }}"), "" => text, _ => text.Append("{{ end }}") }).ToString();
    }
}
