namespace Tocsin.Yaml.Tests;

public sealed class YamlWriterTests
{
    // What yaml.v2 prints for the same texts, taken from an Alertmanager 0.33.1's /api/v2/status.
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("1", "\"1\"")]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("2001-01-01", "\"2001-01-01\"")]
    [InlineData("a: b", "'a: b'")]
    [InlineData(" lead", "' lead'")]
    [InlineData("...", "'...'")]
    [InlineData("{{ x }}", "'{{ x }}'")]
    [InlineData("it's #1", "'it''s #1'")]
    [InlineData("a#b", "a#b")]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("\u2603 snow", "\u2603 snow")]
    [InlineData("\U0001F6A8", "\"\\U0001F6A8\"")]
    [InlineData("one\ntwo\n", "|\n  one\n  two")]
    [InlineData("one\ntwo", "|-\n  one\n  two")]
    [InlineData("one\n\n", "|+\n  one\n")]
    [InlineData(" one\ntwo", "|2-\n   one\n  two")]
    [InlineData("one \ntwo", "\"one \\ntwo\"")]
    public void A_text_is_quoted_only_where_it_must_be(string text, string printed)
    {
        var map = new YamlMap([KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("k"), new YamlText(text))]);
        Assert.Equal($"k: {printed}\n", YamlWriter.Write(map));
    }

    [Fact]
    public void A_list_stands_level_with_its_key_and_maps_in_it_begin_beside_the_dash()
    {
        var inner = new YamlMap(
        [
            KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("a"), new YamlInteger(1)),
            KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("b"), new YamlList([new YamlBool(true), YamlValue.Null])),
            KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("e"), new YamlList([])),
        ]);
        var map = new YamlMap([KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("list"), new YamlList([inner, inner]))]);

        const string Item = "- a: 1\n  b:\n  - true\n  - null\n  e: []\n";
        Assert.Equal("list:\n" + Item + Item, YamlWriter.Write(map));
    }

    [Fact]
    public void Long_texts_are_folded_after_eighty_characters()
    {
        string text = string.Join(' ', Enumerable.Repeat("word", 30));
        var map = new YamlMap([KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("k"), new YamlText(text))]);

        string first = string.Join(' ', Enumerable.Repeat("word", 16));
        string second = string.Join(' ', Enumerable.Repeat("word", 14));
        Assert.Equal($"k: {first}\n  {second}\n", YamlWriter.Write(map));
    }

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(1000.0, "1000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1e-7, "1e-07")]
    [InlineData(123456789.25, "1.2345678925e+08")]
    [InlineData(double.PositiveInfinity, ".inf")]
    public void Numbers_are_printed_as_Go_prints_them(double number, string printed) =>
        Assert.Equal(printed + "\n", YamlWriter.Write(new YamlFloat(number)));
}
