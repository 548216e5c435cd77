using System.Text;

namespace Tocsin.Yaml.Tests;

public sealed class YamlDocumentTests
{
    // The texts are libyaml's, as Alertmanager 0.33.1 prints them for the same input.
    [Theory]
    [InlineData("a: b: c", "mapping values are not allowed in this context")]
    [InlineData("a: [b", "did not find expected ',' or ']'")]
    [InlineData("a: {b", "did not find expected ',' or '}'")]
    [InlineData("a: \"b", "found unexpected end of stream")]
    [InlineData("a: @b", "found character that cannot start any token")]
    [InlineData("a: *b", "unknown anchor 'b' referenced")]
    [InlineData("a: \"\\q\"", "found unknown escape character")]
    public void What_is_not_YAML_is_told_with_its_place(string text, string error)
    {
        YamlDocument document = YamlDocument.Parse("first: line\n" + text);
        Assert.Null(document.Root);
        Assert.Contains(error, document.Error!.Text, StringComparison.Ordinal);
        Assert.InRange(document.Error.At.Line, 2, 3);
    }

    [Fact]
    public void Nodes_know_where_they_begin()
    {
        YamlNode root = YamlDocument.Parse("a: 1\nb:\n  - x\n  - k: v\n").Root!;
        Assert.Equal(new YamlPosition(1, 1), root.At);
        Assert.Equal(new YamlPosition(1, 4), root["a"]!.At);
        Assert.Equal(new YamlPosition(3, 3), root["b"]!.At);
        Assert.Equal(new YamlPosition(4, 8), root["b"]!.Children[1]["k"]!.At);
    }

    [Fact]
    public void A_text_inside_another_file_has_the_outer_places()
    {
        YamlNode root = YamlDocument.Parse("a: 1\n", new YamlPosition(10, 4)).Root!;
        Assert.Equal(new YamlPosition(11, 8), root["a"]!.At);
    }

    [Fact]
    public void Both_byte_orders_of_UTF_16_are_read()
    {
        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, new UTF8Encoding(true)])
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("a: \u2603")];
            Assert.Equal("\u2603", YamlDocument.Parse(bytes).Root!["a"]!.Text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    public void An_empty_text_has_no_root_and_no_error(string text)
    {
        YamlDocument document = YamlDocument.Parse(text);
        Assert.Null(document.Error);
        Assert.Null(document.Root);
    }

    [Fact]
    public void Bytes_that_are_not_text_are_refused()
    {
        Assert.Equal("yaml: invalid leading UTF-8 octet", YamlDocument.Parse([0x61, 0x3A, 0x20, 0xFF, 0xFE]).Error!.Text);
        Assert.Equal("yaml: control characters are not allowed", YamlDocument.Parse("a: \u0000").Error!.Text);
    }

    [Fact]
    public void Deep_nesting_is_refused_at_once()
    {
        Assert.NotNull(YamlDocument.Parse(new string('[', 100_000)).Error);
        Assert.NotNull(YamlDocument.Parse(string.Concat(Enumerable.Repeat("- ", 100_000))).Error);
        Assert.NotNull(YamlDocument.Parse(string.Concat(Enumerable.Repeat("{a: ", 100_000))).Error);
    }
}
