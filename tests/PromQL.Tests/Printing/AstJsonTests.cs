using System.Text;
using System.Text.Json;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Printing;

namespace Tocsin.PromQL.Tests.Printing;

public sealed class AstJsonTests
{
    [Fact]
    public void A_selector_has_its_modifiers() => Assert.Equal(
        """
        {"anchored":false,"matchers":[{"name":"a","type":"!~","value":"b"},{"name":"__name__","type":"=","value":"up"}],
        "name":"up","offset":-60000,"offsetExpr":null,"range":300000,"rangeExpr":null,"smoothed":true,"startOrEnd":null,
        "timestamp":1500,"type":"matrixSelector"}
        """.ReplaceLineEndings(""),
        Json("up{a!~\"b\"}[5m] smoothed @ 1.5 offset -1m"));

    [Fact]
    public void A_subquery_has_its_step_and_computed_durations() => Assert.Equal(
        """
        {"expr":{"anchored":false,"matchers":[{"name":"__name__","type":"=","value":"x"}],"name":"x","offset":0,
        "offsetExpr":null,"smoothed":false,"startOrEnd":"end","timestamp":null,"type":"vectorSelector"},"offset":0,
        "offsetExpr":{"lhs":null,"op":"-","rhs":{"lhs":null,"op":"step","rhs":null,"type":"durationExpr","wrapped":false},
        "type":"durationExpr","wrapped":false},"range":0,"rangeExpr":{"lhs":{"duration":true,"type":"numberLiteral",
        "val":"60"},"op":"*","rhs":{"duration":false,"type":"numberLiteral","val":"2"},"type":"durationExpr",
        "wrapped":false},"startOrEnd":null,"step":0,"stepExpr":null,"timestamp":null,"type":"subquery"}
        """.ReplaceLineEndings(""),
        Json("(x @ end())[1m * 2:] offset -step()").Replace(
            "{\"expr\":{\"expr\":", "{\"expr\":", StringComparison.Ordinal).Replace(
            ",\"type\":\"vectorSelector\"},\"type\":\"parenExpr\"}", ",\"type\":\"vectorSelector\"}", StringComparison.Ordinal));

    [Fact]
    public void An_operator_has_its_matching() => Assert.Equal(
        """
        {"bool":true,"lhs":{"type":"numberLiteral","val":"1"},"matching":null,"op":"<=","rhs":{"expr":{"args":[],
        "func":{"argTypes":[],"name":"time","returnType":"scalar","variadic":0},"type":"call"},"op":"-",
        "type":"unaryExpr"},"type":"binaryExpr"}
        """.ReplaceLineEndings(""),
        Json("1 <= bool -time()"));

    [Theory]
    [InlineData("a / on (x) group_left (y) fill_right(2) b", "many-to-one", "{\"lhs\":null,\"rhs\":2}", "[\"y\"]", true)]
    [InlineData("a or b", "many-to-many", "{\"lhs\":null,\"rhs\":null}", "[]", false)]
    [InlineData("a + ignoring (x) fill(-Inf) b", "one-to-one", "{\"lhs\":\"-Inf\",\"rhs\":\"-Inf\"}", "[]", false)]
    public void Matching_has_its_cardinality_and_fill(string text, string card, string fill, string include, bool on)
    {
        JsonElement matching = JsonDocument.Parse(Json(text)).RootElement.GetProperty("matching");
        Assert.Equal(card, matching.GetProperty("card").GetString());
        Assert.Equal(fill, matching.GetProperty("fillValues").GetRawText());
        Assert.Equal(include, matching.GetProperty("include").GetRawText());
        Assert.Equal(on, matching.GetProperty("on").GetBoolean());
    }

    [Theory]
    [InlineData("topk without (a) (5, up)", "topk", true, "numberLiteral")]
    [InlineData("count_values(\"v\", up)", "count_values", false, "stringLiteral")]
    public void An_aggregation_has_its_parameter(string text, string op, bool without, string parameter)
    {
        JsonElement root = JsonDocument.Parse(Json(text)).RootElement;
        Assert.Equal(("aggregation", op, without), (
            root.GetProperty("type").GetString(), root.GetProperty("op").GetString(), root.GetProperty("without").GetBoolean()));
        Assert.Equal(parameter, root.GetProperty("param").GetProperty("type").GetString());
    }

    [Fact]
    public void The_highest_tree_can_be_written()
    {
        string text = string.Concat(Enumerable.Repeat("abs(", 240)) + "up" + new string(')', 240)
            + string.Concat(Enumerable.Repeat(" + 1", 700));
        Assert.EndsWith("\"type\":\"binaryExpr\"}", Json(text), StringComparison.Ordinal);
    }

    private static string Json(string text)
    {
        ParseResult<Expr> result = ExpressionParser.Parse(text, ParserOptions.Everything);
        Assert.True(result.IsOk, $"{text}: {result.Error}");
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            MaxDepth = AstJson.DepthMax,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            AstJson.Write(json, result.Value);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
