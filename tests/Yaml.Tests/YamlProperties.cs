using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Tocsin.Yaml.Tests;

public sealed class YamlProperties
{
    private const string Sample = """
        global: {resolve_timeout: 5m, x: &a [1, 2.5, ~, yes, 0x1F, "q\n", 'it''s']}
        route:
          receiver: "team" # comment
          routes:
          - match: {a: b, <<: *m}
            continue: true
          - ? complex
            : value
        text: |
          {{ range .Alerts }}
            *{{ .Labels.x }}*
          {{ end }}
        folded: >-
          one
          two
        m: &m {k: v}
        """;

    // Any of these in any order is close enough to YAML to reach every corner of the scanner.
    private static readonly string[] Fragments =
    [
        "a", ": ", "- ", "\n", "  ", "\n  ", "\n- ", "{", "}", "[", "]", ",", "&x ", "*x", "!!int ", "!t ", "'", "\"", "|", ">",
        "|2-", "#", "? ", "---\n", "...\n", "%YAML 1.1\n", "<<: ", "\t", "1e3", "~", "\\u12", "\u00e9", "\ufeff", "\u2028", "\r",
        "@", "`", "%", "key: value\n", "\ud83d\udea8",
    ];

    [Fact]
    public void Any_bytes_are_read_or_refused_within_bounded_time() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Survives(bytes)));

    [Fact]
    public void Any_mix_of_fragments_is_read_or_refused_within_bounded_time() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(4000),
        Prop.ForAll(
            Gen.Elements(Fragments).ListOf().Select(f => string.Concat(f)).ToArbitrary(),
            text => Survives(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Any_mutation_of_a_configuration_is_read_or_refused_within_bounded_time() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(4000),
        Prop.ForAll(
            (from at in Gen.Choose(0, Sample.Length)
             from length in Gen.Choose(0, 12)
             from fragment in Gen.Elements(Fragments)
             select string.Concat(
                 Sample.AsSpan(0, at), fragment, Sample.AsSpan(Math.Min(Sample.Length, at + length)))).ToArbitrary(),
            text => Survives(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void What_is_printed_reads_back_as_the_same_value() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(4000),
        Prop.ForAll(Values(3).ToArbitrary(), value =>
        {
            string printed = YamlWriter.Write(value);
            string? error = YamlValue.TryParse(printed, out YamlValue back);
            string again = YamlWriter.Write(back);
            return (error is null && again == printed).Label($"{error}\n{printed}\nread back as\n{again}");
        }));

    [Fact]
    public void Any_text_reads_back_as_the_same_text() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(8000),
        Prop.ForAll(Texts().ToArbitrary(), text =>
        {
            string printed = YamlWriter.Write(new YamlMap(
                [KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("k"), new YamlText(text))]));
            string? error = YamlValue.TryParse(printed, out YamlValue back);
            return (error is null && (back as YamlMap)?["k"] is YamlText same && same.Value == text).Label($"{error}\n{printed}");
        }));

    private static bool Survives(byte[] bytes)
    {
        long start = Stopwatch.GetTimestamp();
        YamlDocument document = YamlDocument.Parse(bytes);
        if (document.Root is not null)
        {
            var reader = new YamlReader(new YamlReadOptions());
            YamlValue value = YamlValue.Null;
            reader.Read(YamlTypes.Any, document.Root, ref value);
            YamlWriter.Write(value);
        }

        return Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2);
    }

    private static Gen<string> Texts() => Gen.Elements(
        "a", "b", " ", "  ", "\n", "\t", ":", "#", "- ", "'", "\"", "\\", "{", "}", "word word word word word ", "0", "1", "yes", "~",
        "\u00e9", "\u2603", "\ud83d\udea8", "*", "&", "!", "|", ">", "%", "@", "`", "?", ",", "[", "]", "\r", "\u0085", "\u00a0", "\u2028",
        "\ufeff", "...", "---").ListOf().Select(p => string.Concat(p));

    private static Gen<YamlValue> Values(int depth)
    {
        Gen<YamlValue> leaf = Gen.OneOf(
            Texts().Select(t => (YamlValue)new YamlText(t)),
            Gen.Choose(int.MinValue, int.MaxValue).Select(n => (YamlValue)new YamlInteger(n)),
            Gen.Elements<YamlValue>(new YamlBool(true), YamlValue.Null, new YamlFloat(1.5), new YamlFloat(-2e-9)));
        return depth == 0 ? leaf : Gen.OneOf(
            leaf,
            Values(depth - 1).ListOf().Select(items => (YamlValue)new YamlList([.. items])),
            Texts().Zip(Values(depth - 1)).ListOf().Select(pairs => (YamlValue)new YamlMap(
                // YamlDotNet's scanner does not take a plain key that ends with a star, which the peer's does.
                [.. pairs.DistinctBy(p => p.Item1)
                    .Where(p => !p.Item1.Contains('*', StringComparison.Ordinal))
                    .Where(p => p.Item1.Length < 100 && !p.Item1.Contains('\n', StringComparison.Ordinal) && p.Item1 != "<<")
                    .Select(p => KeyValuePair.Create<YamlValue, YamlValue>(new YamlText(p.Item1), p.Item2))])));
    }
}
