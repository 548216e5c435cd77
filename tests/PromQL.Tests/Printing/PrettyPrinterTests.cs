using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Printing;

namespace Tocsin.PromQL.Tests.Printing;

public sealed class PrettyPrinterTests
{
    // 56 bytes.
    private const string Long = "node_network_receive_bytes_total{device=~\"eth.+|bond.+\"}";

    [Fact]
    public void What_fits_in_a_line_of_100_bytes_stays_there()
    {
        string text = $"rate({Long}[5m])";
        Assert.Equal(text, Print(text));
        string hundred = "abs(" + new string('a', 95) + ")";
        Assert.Equal(hundred, Print(hundred));
        Assert.Contains('\n', Print("abs(" + new string('a', 96) + ")"));
    }

    [Fact]
    public void A_long_selector_is_never_broken()
    {
        string text = $"a_metric{{{string.Join(',', Enumerable.Range(100, 30).Select(i => $"l{i}=\"v\""))}}}";
        Assert.Equal(text, Print(text));
        Assert.Equal(text + "[5m] offset 1h", Print(text + "[5m] offset 1h"));
    }

    [Fact]
    public void An_operator_stands_on_a_line_of_its_own_between_its_operands() => Assert.Equal(
        $"""
          sum by (instance) (rate({Long}[5m]))
        > bool on (instance) group_left ()
          (up * 1024)
        """,
        Print($"sum by (instance) (rate({Long}[5m])) > bool on (instance) group_left () (up * 1024)"));

    [Fact]
    public void Calls_aggregations_and_parentheses_open_over_their_content() => Assert.Equal(
        $"""
        topk without (a, b) (
          5,
          (
              abs({Long})
            +
              clamp({Long} @ end() offset 1d, 1, 2)
          )
        )
        """,
        Print($"topk without (a, b) (5, (abs({Long}) + clamp({Long} offset 1d @ end(), 1, 2)))"));

    [Fact]
    public void A_sign_stays_with_what_it_signs() => Assert.Equal(
        $"""
        -abs(
            {Long}
          +
            {Long}
        )
        """,
        Print($"-abs({Long} + {Long})"));

    [Fact]
    public void A_subquerys_range_follows_what_it_is_of() => Assert.Equal(
        $"""
        max_over_time(
          (rate({Long}[1h] offset 5m) + 123456789)[1d:5m] @ 12345678.000 offset 1w
        )
        """,
        Print($"max_over_time((rate({Long}[1h] offset 5m) + 123456789)[1d:5m] @ 12345678 offset 1w)"));

    [Fact]
    public void A_subquery_that_fits_is_not_indented() => Assert.Equal(
        $"""
        quantile_over_time(
          scalar(wanted_quantile),
        rate({Long}[5m])[1h:5m]
        )
        """,
        Print($"quantile_over_time(scalar(wanted_quantile), rate({Long}[5m])[1h:5m])"));

    [Fact]
    public void Bytes_are_counted_not_characters()
    {
        string text = $"abs(up{{a=\"{new string('ä', 45)}\"}})";
        Assert.True(text.Length < PrettyPrinter.LineMax);
        Assert.Contains('\n', Print(text));
    }

    private static string Print(string text)
    {
        ParseResult<Expr> result = ExpressionParser.Parse(text);
        Assert.True(result.IsOk, $"{text}: {result.Error}");
        return PrettyPrinter.Print(result.Value);
    }
}
