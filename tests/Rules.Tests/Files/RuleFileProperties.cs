using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Rules.Files;
using Tocsin.Rules.Files.Lints;

namespace Tocsin.Rules.Tests.Files;

public sealed class RuleFileProperties
{
    private const string Whole = """
        x: &l {severity: page}
        groups:
        - name: g
          interval: 15s
          labels: {team: "{{ $value }}"}
          rules:
          - &r
            alert: A
            expr: |
              sum by (job) (rate(x{a="b\"c"}[5m]))
                > 1
            for: 5m
            labels: *l
            annotations:
              a: >-
                folded {{ $labels.instance | printf "%q" }}

                text
              b: 'single ''quoted'' {{ if gt $value 1.0 }}a{{ end }}'
          - {<<: *r, alert: B, expr: "a ==\n \u00e9"}
        - {name: h, rules: [{record: "b:c", expr: 'absent(up{job="a"})'}]}
        """;

    private static readonly string[] Pieces =
    [
        "groups:", "- ", "\n", "  ", "{", "}", "[", "]", ":", ",", "&a", "*a", "|", ">", "'", "\"", "\\", "#", "---\n", "{{",
        "}}", "expr: ", "~", "!!str ", "<<: *l", "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    ", "kind: List", "\t",
        "\0", "\u00e9", "\ud83d\ude00", "alert: ", "0",
    ];

    [Fact]
    public void No_text_makes_reading_throw_and_every_fault_lies_in_the_file() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(Damaged().ToArbitrary(), text =>
        {
            RuleFileResult result = RuleFileReader.Read("f", Encoding.UTF8.GetBytes(text), new RuleFileOptions());
            _ = RuleLints.Run(result, new RuleLintOptions());
            int lines = text.Count(c => c is '\n' or '\r') + 1;
            return result.Faults.Concat(result.Warnings).All(fault => fault.At.Line <= lines + 1 && fault.ToString().Length > 0)
                && (result.Faults.IsEmpty || result.Groups.IsEmpty);
        }));

    [Fact]
    public void No_bytes_make_reading_throw() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll<byte[]>(bytes =>
        {
            _ = RuleFileReader.Read("f", bytes, new RuleFileOptions());
        }));

    // A good file with some of it cut out, doubled, or replaced.
    private static Gen<string> Damaged() =>
        from start in Gen.Elements(Whole, "", "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    groups: [{name: a}]\n")
        from edits in Gen.Choose(0, 6)
        from places in Gen.ArrayOf(Gen.Choose(0, 1000), edits * 2)
        from pieces in Gen.ArrayOf(Gen.Elements(Pieces), edits)
        select Damage(start, places, pieces);

    private static string Damage(string text, int[] places, string[] pieces)
    {
        for (int i = 0; i < pieces.Length; i++)
        {
            int at = places[2 * i] * text.Length / 1001;
            int cut = Math.Min(places[(2 * i) + 1] % 12, text.Length - at);
            text = text[..at] + pieces[i] + text[(at + cut)..];
        }

        return text;
    }
}
