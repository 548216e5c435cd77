using System.Globalization;
using Tocsin.Signals.Scrape;

namespace Tocsin.Signals.Tests.Scrape;

/// <summary>A target whose series come and go, change their order and their spelling, beside a plain table.</summary>
public sealed class SeriesCacheProperties
{
    // Each begins like another one, and the last two are one series in two spellings that only one format takes both.
    private static readonly string[] Names =
        ["a", "ab", "a{x=\"1\"}", "a{x=\"1\",y=\"2\"}", "ab{x=\"}\"}", "b", "b_c", "c", "c {x=\"1\"}", "c{x=\"1\"}"];

    private static readonly string[] Labelled =
    [
        "a{instance=\"i\"}", "ab{instance=\"i\"}", "a{instance=\"i\",x=\"1\"}", "a{instance=\"i\",x=\"1\",y=\"2\"}",
        "ab{instance=\"i\",x=\"}\"}", "b{instance=\"i\"}", "b_c{instance=\"i\"}", "c{instance=\"i\"}",
        "c{instance=\"i\",x=\"1\"}", "c{instance=\"i\",x=\"1\"}",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Series_are_what_a_table_says_whatever_their_order(int seed)
    {
        var random = new Random(seed);
        var target = new ScrapedTarget();
        var table = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var live = new HashSet<string>(StringComparer.Ordinal);
        string[] order = [.. Names];
        for (int scrape = 1; scrape <= 60; scrape++)
        {
            if (random.Next(3) == 0)
            {
                random.Shuffle(order);
            }

            // Of one series in two spellings the first counts.
            string[] body = [.. order.Where(_ => random.Next(8) > 0)];
            string[] lines = [.. body.Select(name => $"{name}{(random.Next(4) == 0 ? "  " : " ")}{scrape}\n")];
            Assert.Equal("", target.Scrape(string.Concat(lines), scrape * 1000).Fault);
            var now = body.Select(name => Labelled[Array.IndexOf(Names, name)]).ToHashSet(StringComparer.Ordinal);
            foreach (string series in now)
            {
                Note(series, string.Create(CultureInfo.InvariantCulture, $"{scrape * 1000}:{scrape}"));
            }

            foreach (string series in live.Except(now))
            {
                Note(series, string.Create(CultureInfo.InvariantCulture, $"{scrape * 1000}:stale"));
            }

            live = now;
        }

        Assert.Equal(table.Select(t => $"{t.Key} {string.Join(' ', t.Value)}").Order(StringComparer.Ordinal), target.Series());

        void Note(string series, string sample)
        {
            if (!table.TryGetValue(series, out List<string>? samples))
            {
                table[series] = samples = [];
            }

            samples.Add(sample);
        }
    }

    [Fact]
    public void What_only_one_format_takes_is_refused_in_the_other_though_it_is_known()
    {
        var target = new ScrapedTarget();
        Assert.Equal("", target.Scrape("a {x=\"1\"} 1\n", 1000).Fault);
        Assert.NotEqual("", target.Scrape("a {x=\"1\"} 1\n# EOF\n", 2000, ScrapeFormat.OpenMetrics).Fault);
        Assert.Equal("", target.Scrape("a {x=\"1\"} 2\n", 3000).Fault);
    }
}
