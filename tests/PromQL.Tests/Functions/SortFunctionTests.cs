namespace Tocsin.PromQL.Tests.Functions;

public sealed class SortFunctionTests
{
    private static readonly string[] Disks =
    [
        "x{disk=\"sd10\"} 1", "x{disk=\"sd2\"} NaN", "x{disk=\"sd1\"} 3", "x{disk=\"\"} -Inf", "x{disk=\"sd02\",a=\"b\"} 2",
    ];

    [Fact]
    public void Values_are_sorted_and_NaN_is_last_in_both_directions()
    {
        Assert.Equal(["-Inf", "1", "2", "3", "NaN"], Values("sort(x)"));
        Assert.Equal(["3", "2", "1", "-Inf", "NaN"], Values("sort_desc(x)"));
    }

    [Fact]
    public void Labels_are_sorted_as_people_count()
    {
        Assert.Equal(["-Inf", "3", "2", "NaN", "1"], Values("sort_by_label(x, \"disk\")"));
        Assert.Equal(["1", "NaN", "2", "3", "-Inf"], Values("sort_by_label_desc(x, \"disk\")"));
    }

    [Fact]
    public void Equal_labels_leave_the_next_one_and_then_all_of_them_to_decide() => Assert.Equal(
        ["{a=\"1\", b=\"1\"} 3", "{a=\"1\", b=\"2\"} 2", "{a=\"2\", b=\"1\"} 1"],
        Evaluated.Vector(
            "sort_by_label(x + 0, \"none\", \"a\")", "x{a=\"2\",b=\"1\"} 1", "x{a=\"1\",b=\"2\"} 2", "x{a=\"1\",b=\"1\"} 3"));

    [Fact]
    public void The_name_stays() => Assert.Equal(["{__name__=\"x\"} 1"], Evaluated.Vector("sort(x)", "x 1"));

    [Theory]
    [InlineData("", "a", -1)]
    [InlineData("a2", "a10", -1)]
    [InlineData("a10b2", "a10b10", -1)]
    [InlineData("a", "a1", -1)]
    [InlineData("1", "a", -1)]
    [InlineData("a-1", "a.1", -1)]
    [InlineData("99999999999999999999", "100000000000000000000", 1)]
    [InlineData("\U0001F600", "\uFF5E", 1)]
    public void Runs_of_digits_are_numbers(string left, string right, int order)
    {
        string[] series = [$"x{{l=\"{left}\",n=\"left\"}} 1", $"x{{l=\"{right}\",n=\"right\"}} 2"];
        string[] sorted = [.. Evaluated.Vector("sort_by_label(x, \"l\")", series)];
        string[] reversed = [.. Evaluated.Vector("sort_by_label_desc(x, \"l\")", series)];
        Assert.Contains(order < 0 ? "left" : "right", sorted[0], StringComparison.Ordinal);
        Assert.Equal(sorted.Reverse(), reversed);
    }

    private static IEnumerable<string> Values(string expression) =>
        Evaluated.Vector(expression, Disks).Select(line => line.Split(' ')[^1]);
}
