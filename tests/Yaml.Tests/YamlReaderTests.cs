namespace Tocsin.Yaml.Tests;

public sealed class YamlReaderTests
{
    private sealed record Shape
    {
        public string Name { get; init; } = "unnamed";

        public bool Flag { get; init; }

        public long Count { get; init; }

        public IReadOnlyList<string> List { get; init; } = [];

        public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

        public Shape? Inner { get; init; }

        public YamlValue? Any { get; init; }

        public string Extra { get; init; } = "";

        public static YamlSchema<Shape> Schema { get; } = Build();

        private static YamlSchema<Shape> Build()
        {
            var schema = new YamlSchema<Shape>("config.Shape", new());
            return schema
                .Field("name", YamlTypes.Text, c => c.Name, (c, v) => c with { Name = v })
                .Field("flag", YamlTypes.Flag, c => c.Flag, (c, v) => c with { Flag = v })
                .Optional("count", YamlTypes.Whole, c => c.Count, (c, v) => c with { Count = v })
                .Optional("list", YamlTypes.ListOf(YamlTypes.Text), c => c.List, (c, v) => c with { List = v })
                .Optional("map", YamlTypes.MapOf(YamlTypes.Text), c => c.Map, (c, v) => c with { Map = v })
                .Optional("inner", schema.OrNull(), c => c.Inner, (c, v) => c with { Inner = v })
                .Optional("any", YamlTypes.Any.OrNull(), c => c.Any, (c, v) => c with { Any = v })
                .Extension("extra", YamlTypes.Text, c => c.Extra, (c, v) => c with { Extra = v })
                .Rule((c, rules) =>
                {
                    if (c.Name.Length == 0)
                    {
                        rules.Fail("missing name", "name");
                    }

                    return c;
                });
        }
    }

    private static (Shape Value, YamlReader Reader) Read(string text, bool strict = false)
    {
        YamlDocument document = YamlDocument.Parse(text);
        Assert.Null(document.Error);
        var reader = new YamlReader(new YamlReadOptions { AllowExtensions = !strict });
        Shape value = Shape.Schema.Initial;
        reader.Read(Shape.Schema, document.Root!, ref value);
        return (value, reader);
    }

    private static string? Error(string text, bool strict = false) => YamlDiagnostic.Primary(Read(text, strict).Reader.Faults);

    [Theory]
    [InlineData("name: 12", "12")]
    [InlineData("name: yes", "yes")]
    [InlineData("name: 1e3", "1e3")]
    [InlineData("name: 2001-01-01", "2001-01-01")]
    [InlineData("name: !!binary aGk=", "hi")]
    [InlineData("name: '~'", "~")]
    [InlineData("flag: true", "unnamed")]
    public void Any_scalar_is_taken_for_a_string_as_written(string text, string name) =>
        Assert.Equal(name, Read(text).Value.Name);

    [Fact]
    public void Null_gives_the_zero_value_and_not_the_default() =>
        Assert.Equal("missing name", Error("name: null"));

    [Theory]
    [InlineData("count: 0x10", 16)]
    [InlineData("count: 010", 8)]
    [InlineData("count: 0b11", 3)]
    [InlineData("count: 1_000", 1000)]
    [InlineData("count: 2.9", 2)]
    [InlineData("count: -7", -7)]
    public void Whole_numbers_are_read_as_YAML_1_1_writes_them(string text, long count) =>
        Assert.Equal(count, Read(text).Value.Count);

    [Theory]
    [InlineData("list: alertname", "line 1: cannot unmarshal !!str `alertname` into []string")]
    [InlineData("list: a=b,c=d,e=f", "line 1: cannot unmarshal !!str `a=b,c=d...` into []string")]
    [InlineData("list: 5", "line 1: cannot unmarshal !!int `5` into []string")]
    [InlineData("name: [a]", "line 1: cannot unmarshal !!seq into string")]
    [InlineData("name: {a: b}", "line 1: cannot unmarshal !!map into string")]
    [InlineData("flag: maybe", "line 1: cannot unmarshal !!str `maybe` into bool")]
    [InlineData("flag: 'true'", "line 1: cannot unmarshal !!str `true` into bool")]
    [InlineData("count: ten", "line 1: cannot unmarshal !!str `ten` into int")]
    [InlineData("inner: text", "line 1: cannot unmarshal !!str `text` into config.plain")]
    [InlineData("map: [a]", "line 1: cannot unmarshal !!seq into map[string]string")]
    [InlineData("name: a\nnope: b", "line 2: field nope not found in type config.plain")]
    [InlineData("name: a\nname: b", "line 2: field name already set in type config.plain")]
    [InlineData("map: {a: b, a: c}", "line 1: key \"a\" already set in map")]
    public void A_value_of_the_wrong_type_is_told_in_yaml_v2s_words(string text, string error) =>
        Assert.Equal("yaml: unmarshal errors:\n  " + error, Error(text));

    [Fact]
    public void All_type_errors_are_listed_together() => Assert.Equal(
        "yaml: unmarshal errors:\n  line 1: field a not found in type config.plain\n"
            + "  line 3: field b not found in type config.plain\n  line 4: cannot unmarshal !!seq into string",
        Error("a: 1\ninner:\n  b: 2\nname: []"));

    [Fact]
    public void A_broken_rule_hides_the_type_errors_before_it_and_ends_with_them_collected()
    {
        (_, YamlReader reader) = Read("nope: 1\ninner: {name: ''}");
        Assert.Equal("missing name", YamlDiagnostic.Primary(reader.Faults));
        Assert.Equal(["nope", "inner.name"], reader.Faults.Select(f => f.Key));
        Assert.Equal(new YamlPosition(2, 15), reader.Faults[1].At);
    }

    [Fact]
    public void Tocsins_own_keys_are_unknown_in_strict_mode()
    {
        Assert.Equal("x", Read("extra: x").Value.Extra);
        Assert.Equal(
            "yaml: unmarshal errors:\n  line 1: field extra not found in type config.plain", Error("extra: x", strict: true));
        Assert.DoesNotContain("extra", YamlWriter.Write(Shape.Schema.Write(Read("extra: x").Value)), StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_and_merge_keys_are_followed()
    {
        const string Text = """
            map: &base {a: one, b: two}
            inner:
              <<: {name: merged, count: 3}
              count: 4
              map: {<<: *base, c: three}
            """;
        Shape inner = Read(Text).Value.Inner!;
        Assert.Equal(("merged", 4), (inner.Name, inner.Count));
        Assert.Equal(["a", "b", "c"], inner.Map.Keys.Order());
    }

    [Theory]
    [InlineData("name: one\n---\nname: two\n")]
    [InlineData("  name: one\nname: two\n")]
    [InlineData("{name: one}\n]]")]
    public void Only_the_first_document_is_read(string text) => Assert.Equal("one", Read(text).Value.Name);

    [Theory]
    [InlineData("any: &a [*a]", "yaml: anchor 'a' value contains itself")]
    [InlineData("flag: !!int abc", "yaml: cannot decode !!str `abc` as a !!int")]
    [InlineData("inner: {<<: 5}", "yaml: map merge requires map or sequence of maps as the value")]
    public void What_cannot_be_decoded_ends_the_reading(string text, string error) => Assert.Equal(error, Error(text));

    [Fact]
    public void A_billion_laughs_are_refused()
    {
        string text = "any:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 12; i++)
        {
            text += $"  a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n";
        }

        Assert.Equal("yaml: document contains excessive aliasing", Error(text));
    }

    [Fact]
    public void A_chain_of_aliases_cannot_exhaust_the_stack()
    {
        string text = "any:\n  a0: &a0 [x]\n";
        for (int i = 1; i < 2000; i++)
        {
            text += $"  a{i}: &a{i} [*a{i - 1}]\n";
        }

        Assert.StartsWith("yaml: exceeded max depth", Error(text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_reads_as_a_value_of_any_shape()
    {
        Assert.Null(YamlValue.TryParse("{a: 1, b: [x, yes, 1.5, ~], 3: t}", out YamlValue value));
        var map = Assert.IsType<YamlMap>(value);
        Assert.Equal(new YamlInteger(1), map["a"]);
        var list = Assert.IsType<YamlList>(map["b"]);
        Assert.Equal([new YamlText("x"), new YamlBool(true), new YamlFloat(1.5), YamlValue.Null], list.Items);
        Assert.Equal(new YamlInteger(3), map.Entries[2].Key);

        Assert.Null(YamlValue.TryParse("", out value));
        Assert.Equal(YamlValue.Null, value);
        Assert.NotNull(YamlValue.TryParse("a: b: c", out _));
    }
}
