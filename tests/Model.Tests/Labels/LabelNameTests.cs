using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Tests.Labels;

public sealed class LabelNameTests
{
    [Theory]
    [InlineData("a", true, true)]
    [InlineData("_A9", true, true)]
    [InlineData("__name__", true, true)]
    [InlineData("", false, false)]
    [InlineData("9a", false, true)]
    [InlineData("a:b", false, true)]
    [InlineData("a-b", false, true)]
    [InlineData("ü", false, true)]
    [InlineData("\uFFFD", false, true)]
    public void The_two_modes_differ_in_what_is_a_name(string name, bool classic, bool utf8)
    {
        Assert.Equal(classic, LabelName.IsClassic(name));
        Assert.Equal(classic, LabelName.IsClassic(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(utf8, LabelName.IsUtf8(name));
        Assert.Equal(utf8, LabelName.IsUtf8(Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void A_lone_surrogate_and_broken_bytes_are_no_name()
    {
        Assert.False(LabelName.IsUtf8("a\uD800"));
        Assert.False(LabelName.IsUtf8("\uFFFD\uDC00"));
        Assert.False(LabelName.IsUtf8([(byte)'a', 0xFF]));
    }

    [Theory]
    [InlineData("plain ü 🙂", "\"plain ü 🙂\"")]
    [InlineData("\a\b\f\n\r\t\v\\\"", "\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\"")]
    [InlineData("\u0000\u001F\u007F", "\"\\x00\\x1f\\x7f\"")]
    [InlineData("\u0085\u00A0\u2028\uFEFF", "\"\\u0085\\u00a0\\u2028\\ufeff\"")]
    [InlineData("\U000E0001", "\"\\U000e0001\"")]
    public void Quoting_escapes_what_Go_does_not_print(string text, string quoted)
    {
        Assert.Equal(quoted, GoQuote.Quote(text));
    }
}
