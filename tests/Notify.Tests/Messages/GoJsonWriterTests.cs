using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Tests.Messages;

public sealed class GoJsonWriterTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("<a href=\"x\">&</a>", "\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u003c/a\\u003e\"")]
    [InlineData("a\\b/c", "\"a\\\\b/c\"")]
    [InlineData("\b\f\n\r\t\u0001\u001f\u007f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\"")]
    [InlineData("\u2028\u2029", "\"\\u2028\\u2029\"")]
    [InlineData("é😀", "\"é😀\"")]
    public void Texts_are_escaped_as_Go_escapes_them(string text, string want)
    {
        Assert.Equal(want, new GoJsonWriter().Value(text).ToString());
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character()
    {
        Assert.Equal("\"\\ufffdx\"", new GoJsonWriter().Value("\ud800x").ToString());
        Assert.Equal("\"x\\ufffd\"", new GoJsonWriter().Value("x\udc00").ToString());
        Assert.Equal("\"\\ufffd\\ufffd\"", new GoJsonWriter().Value("\ud800\ud800").ToString());
    }

    [Theory]
    [InlineData(0d, "0")]
    [InlineData(1d, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(-1.25e30, "-1.25e+30")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(double.NaN, "null")]
    public void Numbers_are_written_as_Go_writes_them(double number, string want)
    {
        Assert.Equal(want, new GoJsonWriter().Value(number).ToString());
    }

    [Fact]
    public void Every_number_reads_back_as_itself()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), number =>
            double.Parse(new GoJsonWriter().Value(number.Get).ToString(), System.Globalization.CultureInfo.InvariantCulture)
                .Equals(number.Get)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_text_reads_back_as_itself()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(s => s is not null && !s.Any(char.IsSurrogate)), text =>
            JsonSerializer.Deserialize<string>(new GoJsonWriter().Value(text).ToString()) == text)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Objects_and_arrays_nest_with_commas_where_they_belong()
    {
        string json = new GoJsonWriter().BeginObject()
            .Name("a").BeginArray().Value(1).Value(true).Null().BeginObject().EndObject().EndArray()
            .FieldUnlessEmpty("none", "").Field("b", "c").Name("d").BeginArray().EndArray()
            .EndObject().EndDocument().ToString();

        Assert.Equal("{\"a\":[1,true,null,{}],\"b\":\"c\",\"d\":[]}\n", json);
    }
}
