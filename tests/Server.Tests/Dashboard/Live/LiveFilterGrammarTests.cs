using Tocsin.Model.Matching;
using Tocsin.Server.Dashboard.Live;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>What is a condition, and what is told of what is none.</summary>
public sealed class LiveFilterGrammarTests
{
    [Theory]
    [InlineData("@nope=x", "there is no @nope; there are @state, @receiver")]
    [InlineData("@", "there is no @; there are @state")]
    [InlineData("@state", "@state is compared with =, !=, =~ or !~, as in @state=")]
    [InlineData("@state>x", "@state is compared with =, !=, =~ or !~, as in @state=")]
    [InlineData("@team=~\"(\"", "@team: error parsing regexp: missing closing ): `")]
    [InlineData("@age=1h", "@age is compared with > or <, as in @age>1h")]
    [InlineData("@age", "@age is compared with > or <, as in @age>1h")]
    [InlineData("@age>soon", "@age: ")]
    [InlineData("@age>", "@age: ")]
    [InlineData("host=~\"(\"", "missing closing )")]
    [InlineData("=x", "")]
    [InlineData("a=\"x", "")]
    [InlineData("a=b=c~", null)]
    public void What_is_no_condition_is_refused_with_what_would_be_one(string text, string? told)
    {
        (LiveFilter? filter, string? error) = LiveFilter.Parse(["team=db", text], MatcherParser.Default);
        if (told is null)
        {
            Assert.NotNull(filter);
        }
        else
        {
            Assert.Null(filter);
            Assert.Contains(told, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_filter_has_bounds()
    {
        Assert.NotNull(LiveFilter.Parse([.. Enumerable.Repeat("a=b", 32)], MatcherParser.Default).Filter);
        Assert.Equal(
            (null, "a filter has at most 32 conditions"),
            LiveFilter.Parse([.. Enumerable.Repeat("a=b", 33)], MatcherParser.Default));
        Assert.NotNull(LiveFilter.Parse([new string('w', 4096)], MatcherParser.Default).Filter);
        Assert.Equal(
            (null, "a condition has at most 4096 characters"), LiveFilter.Parse([new string('w', 4097)], MatcherParser.Default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public void What_is_empty_is_no_condition(string? text) =>
        Assert.True(LiveFilter.Parse([text], MatcherParser.Default).Filter!.IsEmpty);

    [Theory]
    [InlineData("group=@nope", "group is @route, @auto, @none or up to eight names of labels")]
    [InlineData("group=a&group=@auto", "group is @route")]
    [InlineData("group=1&group=2&group=3&group=4&group=5&group=6&group=7&group=8&group=9", "up to eight")]
    [InlineData("sort=random", "sort is severity, newest, oldest, name or size")]
    [InlineData("sort=7", "sort is severity")]
    [InlineData("limit=0", "limit is a whole number from 1 to 1000")]
    [InlineData("limit=1001", "limit is a whole number from 1 to 1000")]
    [InlineData("offset=-1", "offset is a whole number from 0")]
    [InlineData("alerts=201", "alerts is a whole number from 0 to 200")]
    [InlineData("alerts=+5", "alerts is a whole number")]
    public void What_is_no_query_is_refused(string text, string told)
    {
        (LiveQuery? query, string? error) = LiveQueries.TryRead(text);
        Assert.Null(query);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_equal_queries_share_a_view()
    {
        string[] different =
        [
            "", "limit=61", "alerts=6", "offset=1", "sort=name", "group=@none", "group=a", "group=a&group=b", "group=a%00b",
            "filter=a%3Db", "filter=a%3Db&filter=c%3Dd", "filter=a%3Db%0Ac%3Dd", "filter=a%3Db&group=a",
        ];
        // A separator within a text makes no other text of it.
        Assert.Equal(different.Length, different.Select(text => LiveQueries.Read(text).Key).Distinct().Count());
        Assert.Equal(LiveQueries.Read("").Key, LiveQueries.Read("limit=60&alerts=5&sort=Severity&group=@route").Key);
    }
}
