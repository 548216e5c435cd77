namespace Tocsin.PromQL.Tests.Functions;

public sealed class QuantileFunctionTests
{
    private static readonly string[] Classic =
    [
        "h_bucket{le=\"1\"} 10", "h_bucket{le=\"2\"} 30", "h_bucket{le=\"4.0\"} 40", "h_bucket{le=\"+Inf\"} 40",
    ];

    private static readonly string[] Negative = ["h{le=\"-2\"} 4", "h{le=\"-1\"} 8", "h{le=\"Inf\"} 10"];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.125, 0.5)]
    [InlineData(0.25, 1)]
    [InlineData(0.5, 1.5)]
    [InlineData(0.9, 3.2)]
    [InlineData(1, 4)]
    [InlineData(-0.1, double.NegativeInfinity)]
    [InlineData(1.1, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void A_quantile_lies_in_proportion_between_the_bounds(double quantile, double expected) =>
        Assert.Equal(expected, Evaluated.One($"histogram_quantile({quantile}, h_bucket)", Classic), 1e-12);

    [Theory]
    [InlineData("histogram_quantile(0.1, h)", -2)]
    [InlineData("histogram_quantile(0.6, h)", -1.5)]
    [InlineData("histogram_quantile(0.95, h)", -1)]
    [InlineData("histogram_fraction(-Inf, -1.5, h)", 0.6)]
    [InlineData("histogram_fraction(-5, -1, h)", 0.4)]
    public void Buckets_below_zero_have_no_natural_beginning(string expression, double expected) =>
        Assert.Equal(expected, Evaluated.One(expression, Negative), 1e-12);

    [Theory]
    [InlineData("histogram_fraction(0, 1, h_bucket)", 0.25)]
    [InlineData("histogram_fraction(1, 3, h_bucket)", 0.625)]
    [InlineData("histogram_fraction(-Inf, +Inf, h_bucket)", 1)]
    [InlineData("histogram_fraction(3, 1, h_bucket)", 0)]
    [InlineData("histogram_fraction(NaN, 1, h_bucket)", double.NaN)]
    public void A_fraction_is_the_inverse(string expression, double expected) =>
        Assert.Equal(expected, Evaluated.One(expression, Classic), 1e-12);

    [Fact]
    public void Several_quantiles_are_told_by_a_label() => Assert.Equal(
        ["{p=\"0.5\"} 1.5", "{p=\"1.0\"} 4"],
        Evaluated.Vector("histogram_quantiles(h_bucket, \"p\", 0.5, 1)", Classic));

    [Fact]
    public void Buckets_of_different_series_are_different_histograms() => Assert.Equal(
        ["{a=\"1\"} 0.5", "{a=\"2\"} 5"],
        Evaluated.Vector(
            "histogram_quantile(0.5, h)",
            "h{a=\"1\",le=\"1\"} 2",
            "h{a=\"2\",le=\"10\"} 2",
            "h{a=\"1\",le=\"+Inf\"} 2",
            "h{a=\"2\",le=\"+Inf\"} 2"));

    [Fact]
    public void Equal_bounds_are_one_bucket() => Assert.Equal(
        1.5,
        Evaluated.One("histogram_quantile(0.5, h)", "h{le=\"1\"} 10", "h{le=\"2\"} 15", "h{le=\"2.0\"} 15", "h{le=\"+Inf\"} 40"));

    [Theory]
    [InlineData("h{le=\"1\"} 1", "h{le=\"2\"} 2")]
    [InlineData("h{le=\"+Inf\"} 2", "h{le=\"Inf\"} 2")]
    [InlineData("h{le=\"1\"} 0", "h{le=\"+Inf\"} 0")]
    public void Without_an_open_bucket_another_one_or_observations_there_is_no_quantile(string one, string other) =>
        Assert.Equal(double.NaN, Evaluated.One("histogram_quantile(0.5, h)", one, other));

    [Fact]
    public void A_bucket_that_holds_less_than_the_one_before_is_raised_and_told()
    {
        string[] series = ["h{le=\"1\"} 10", "h{le=\"2\"} 8", "h{le=\"4\"} 20", "h{le=\"+Inf\"} 20"];
        Assert.Equal(3, Evaluated.One("histogram_quantile(0.75, h)", series), 1e-12);
        string note = Assert.Single(Evaluated.Notes("histogram_quantile(0.75, h)", series));
        Assert.Contains("needed to be fixed for monotonicity", note, StringComparison.Ordinal);
        Assert.Contains("from buckets 2 to 2, with a max diff of 2", note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_rounding_took_is_put_back_in_silence()
    {
        string[] series = ["h{le=\"1\"} 10", "h{le=\"2\"} 9.9999999999999", "h{le=\"+Inf\"} 10"];
        Assert.Equal(1, Evaluated.One("histogram_quantile(1, h)", series));
        Assert.Empty(Evaluated.Notes("histogram_quantile(1, h)", series));
    }

    [Fact]
    public void A_bound_that_is_no_number_is_told_and_left_out()
    {
        string[] series = [.. Classic, "h_bucket{le=\"many\"} 99", "h_bucket 99"];
        Assert.Equal(1.5, Evaluated.One("histogram_quantile(0.5, h_bucket)", series));
        Assert.Equal(2, Evaluated.Notes("histogram_quantile(0.5, h_bucket)", series).Length);
    }

    [Fact]
    public void A_quantile_outside_of_0_and_1_is_told()
    {
        string note = Assert.Single(Evaluated.Notes("histogram_quantile(1.5, h_bucket)", Classic));
        Assert.Contains("quantile value should be between 0 and 1, got 1.5", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Classic_buckets_and_a_native_histogram_of_one_name_are_neither()
    {
        string[] series = ["h{le=\"1\"} 1", "h{le=\"+Inf\"} 1", "h {{schema:0 count:1 sum:1 buckets:[1]}}"];
        Assert.Empty(Evaluated.Vector("histogram_quantile(0.5, h)", series));
        string note = Assert.Single(Evaluated.Notes("histogram_quantile(0.5, h)", series));
        Assert.Contains("mix of classic and native", note, StringComparison.Ordinal);
    }

    // Two observations in (1, 2], two in (2, 4].
    [Theory]
    [InlineData("histogram_quantile(0.5, n)", 2)]
    [InlineData("histogram_quantile(0.25, n)", 1.4142135623730951)]
    [InlineData("histogram_quantile(0.75, n)", 2.8284271247461903)]
    [InlineData("histogram_fraction(2, 4, n)", 0.5)]
    [InlineData("histogram_count(n)", 4)]
    [InlineData("histogram_sum(n)", 10)]
    [InlineData("histogram_avg(n)", 2.5)]
    public void A_native_histogram_is_even_on_a_logarithmic_scale(string expression, double expected) => Assert.Equal(
        expected, Evaluated.One(expression, "n {{schema:0 offset:1 count:4 sum:10 buckets:[2 2]}}"), 1e-12);

    [Theory]
    [InlineData("histogram_quantile(0.5, n)", 5)]
    [InlineData("histogram_quantile(0.9, n)", 9)]
    [InlineData("histogram_fraction(0, 5, n)", 0.5)]
    [InlineData("histogram_quantile(0.5, w)", 10)]
    [InlineData("histogram_stddev(w)", 2.5)]
    [InlineData("histogram_stdvar(w)", 6.25)]
    public void Bounds_of_its_own_make_it_linear(string expression, double expected) => Assert.Equal(
        expected,
        Evaluated.One(
            expression,
            "n {{schema:-53 count:2 sum:10 custom_values:[10] buckets:[2]}}",
            "w {{schema:-53 count:4 sum:40 custom_values:[5 10 15 20] buckets:[0 2 2]}}"),
        1e-12);

    [Theory]
    [InlineData("-53 custom_values:[0] count:2 sum:1 buckets:[0 2]", 0.5, 0)]
    [InlineData("-53 custom_values:[-1] count:2 sum:1 buckets:[2]", 0.5, -1)]
    [InlineData("-53 custom_values:[7] count:2 sum:1 buckets:[1 1]", 0.9, 7)]
    [InlineData("0 z_bucket:2 z_bucket_w:1 count:4 sum:1 buckets:[2]", 0.25, 0.5)]
    [InlineData("0 z_bucket:2 z_bucket_w:1 count:4 sum:1 n_buckets:[2]", 0.75, -0.5)]
    [InlineData("0 z_bucket:2 z_bucket_w:1 count:2 sum:0", 0.25, -0.5)]
    [InlineData("0 n_offset:1 count:4 sum:-10 n_buckets:[2 2]", 0.25, -2.8284271247461903)]
    public void Open_buckets_and_those_around_zero_have_their_own_rules(string histogram, double quantile, double expected) =>
        Assert.Equal(expected, Evaluated.One($"histogram_quantile({quantile}, n)", $"n {{{{schema:{histogram}}}}}"), 1e-12);

    [Fact]
    public void Observations_of_NaN_move_a_quantile_up_or_are_it()
    {
        const string Series = "n {{schema:0 offset:1 count:5 sum:NaN buckets:[2 2]}}";
        Assert.Equal(2.378414230005442, Evaluated.One("histogram_quantile(0.5, n)", Series), 1e-12);
        Assert.Equal(double.NaN, Evaluated.One("histogram_quantile(0.9, n)", Series));
        Assert.Equal(0.8, Evaluated.One("histogram_fraction(-Inf, Inf, n)", Series), 1e-12);
        Assert.Contains("result is skewed higher", Note("histogram_quantile(0.5, n)"), StringComparison.Ordinal);
        Assert.Contains("result is NaN", Note("histogram_quantile(0.9, n)"), StringComparison.Ordinal);
        Assert.Contains("excluded from all fractions", Note("histogram_fraction(1, 2, n)"), StringComparison.Ordinal);

        static string Note(string expression) => Assert.Single(Evaluated.Notes(expression, Series));
    }
}
