namespace Tocsin.PromQL.Tests.Functions;

public sealed class MathFunctionTests
{
    [Theory]
    [InlineData("abs(x)", -2.5, 2.5)]
    [InlineData("ceil(x)", -2.5, -2)]
    [InlineData("floor(x)", -2.5, -3)]
    [InlineData("exp(x)", 0, 1)]
    [InlineData("ln(x)", 0, double.NegativeInfinity)]
    [InlineData("ln(x)", -1, double.NaN)]
    [InlineData("log2(x)", 8, 3)]
    [InlineData("log10(x)", 0.001, -3)]
    [InlineData("sqrt(x)", 9, 3)]
    [InlineData("sgn(x)", -7, -1)]
    [InlineData("sgn(x)", 0, 0)]
    [InlineData("sgn(x)", double.NaN, double.NaN)]
    [InlineData("deg(x)", Math.PI, 180)]
    [InlineData("rad(x)", 180, Math.PI)]
    [InlineData("sin(x) + cos(x) * tan(x)", 0.5, 0.9588510772084059)]
    [InlineData("asin(x) + acos(x)", 0.5, Math.PI / 2)]
    [InlineData("atan(tan(x))", 1, 1)]
    [InlineData("cosh(x) - sinh(x)", 1, 0.36787944117144233)]
    [InlineData("atanh(tanh(x))", 0.5, 0.5)]
    [InlineData("sinh(x)", -710, double.NegativeInfinity)]
    [InlineData("cosh(x)", -710, double.PositiveInfinity)]
    [InlineData("asinh(sinh(x)) + acosh(cosh(x))", 2, 4)]
    [InlineData("round(x)", 2.5, 3)]
    [InlineData("round(x)", -2.5, -2)]
    [InlineData("round(x, 5)", 23, 25)]
    [InlineData("round(x, 0.1)", 2.34, 2.3)]
    [InlineData("clamp(x, 0, 10)", 11, 10)]
    [InlineData("clamp_min(x, 5)", 3, 5)]
    [InlineData("clamp_max(x, 5)", 7, 5)]
    [InlineData("clamp_max(x, 5)", double.NaN, double.NaN)]
    [InlineData("clamp(x, NaN, 10)", 1, double.NaN)]
    [InlineData("clamp_max(x, -Inf)", double.NaN, double.NegativeInfinity)]
    [InlineData("x * 0 + pi()", 1, Math.PI)]
    public void A_function_gives_a_number_for_a_number(string expression, double x, double expected)
    {
        string value = x.ToString(System.Globalization.CultureInfo.InvariantCulture).Replace("Infinity", "Inf", StringComparison.Ordinal);
        Assert.Equal(expected, Evaluated.One(expression, $"x {value}"), 1e-14);
    }

    [Fact]
    public void The_name_goes_and_the_labels_stay() =>
        Assert.Equal(["{a=\"b\"} 1"], Evaluated.Vector("abs(x)", "x{a=\"b\"} -1"));

    [Fact]
    public void Nothing_is_between_a_lower_bound_above_the_upper() =>
        Assert.Empty(Evaluated.Vector("clamp(x, 2, 1)", "x 1"));

    [Fact]
    public void A_histogram_times_infinity_is_infinite() =>
        Assert.Equal(["{} +Inf"], Evaluated.Vector("histogram_count(x * Inf)", "x {{schema:0 count:1 sum:1 buckets:[1]}}"));

    [Theory]
    [InlineData("absent(x{a=\"1\", b=~\"2\"})", "{a=\"1\"} 1")]
    [InlineData("absent(x{a!=\"2\", a=\"1\"})", "{} 1")]
    [InlineData("absent(x{a=~\"1.*\", a=\"1\"})", "{a=\"1\"} 1")]
    [InlineData("absent(x{a=\"1\", a=~\"1.*\"})", "{} 1")]
    public void What_is_absent_has_the_labels_that_were_asked_for(string expression, string wanted) =>
        Assert.Equal([wanted], Evaluated.Vector(expression, "y 1"));

    [Fact]
    public void Histograms_have_no_root() =>
        Assert.Empty(Evaluated.Vector("sqrt(x)", "x {{schema:0 count:1 sum:1 buckets:[1]}}"));

    [Theory]
    [InlineData("max_of(NaN, Inf)", double.PositiveInfinity)]
    [InlineData("max_of(NaN, 1)", double.NaN)]
    [InlineData("min_of(-Inf, NaN)", double.NegativeInfinity)]
    [InlineData("min_of(2, 1)", 1)]
    public void An_infinity_decides_against_NaN(string expression, double expected) =>
        Assert.Equal(expected, Evaluated.One(expression));
}
