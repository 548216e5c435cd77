using Tocsin.Model.Relabel;
using Tocsin.Signals.Scrape;

namespace Tocsin.Signals.Tests.Scrape;

public sealed class TargetScraperTests
{
    private static readonly ScrapePoolModel Pool = new() { Name = "job" };

    [Fact]
    public void Each_scrape_tells_of_itself()
    {
        var target = new ScrapedTarget();
        target.Scrape("a 1\nb 2\n", 1000);
        target.Scrape("a 1\n", 2000);
        target.Fail("refused", 3000);
        Assert.Equal("1000:1 2000:1 3000:0", target.Report("up"));
        Assert.Equal("1000:2 2000:1 3000:0", target.Report("scrape_samples_scraped"));
        Assert.Equal("1000:2 2000:0 3000:0", target.Report("scrape_series_added"));
        Assert.Equal("1000:1 2000:1 3000:0", target.Report("scrape_duration_seconds"));
    }

    [Fact]
    public void A_series_that_vanishes_is_marked_and_one_that_comes_back_is_new()
    {
        var target = new ScrapedTarget();
        target.Scrape("a 1\nb 2\n", 1000);
        target.Scrape("a 1\n", 2000);
        target.Scrape("a 1\n", 3000);
        target.Scrape("a 1\nb 2\n", 4000);
        Assert.Equal("b{instance=\"i\"} 1000:2 2000:stale 4000:2", target.Series()[1]);
        Assert.Equal("1000:2 2000:0 3000:0 4000:1", target.Report("scrape_series_added"));
    }

    [Theory]
    [InlineData("a 5\nb x\n")]
    [InlineData("a{ 5\n")]
    public void A_body_with_a_fault_adds_nothing_and_ends_all_series(string body)
    {
        var target = new ScrapedTarget();
        target.Scrape("a 1\nb 2\n", 1000);
        Assert.NotEqual("", target.Scrape(body, 2000).Fault);
        target.Scrape("a 1\nb 2\n", 3000);
        Assert.Equal(["a{instance=\"i\"} 1000:1 2000:stale 3000:1", "b{instance=\"i\"} 1000:2 2000:stale 3000:2"], target.Series());
    }

    [Fact]
    public void A_target_that_is_gone_ends_its_series_and_those_about_it()
    {
        var target = new ScrapedTarget();
        target.Scrape("a 1\n", 1000);
        target.Scraper.End(2000);
        Assert.All(target.All(), line => Assert.EndsWith("2000:stale", line, StringComparison.Ordinal));
        Assert.Equal(6, target.All().Count());
    }

    [Fact]
    public void Labels_of_the_target_win_unless_those_of_the_sample_are_honoured()
    {
        const string Body = "a{instance=\"x\",exported_instance=\"y\"} 1\n";
        var target = new ScrapedTarget(Pool, ("instance", "i"), ("job", "j"));
        target.Scrape(Body, 1000);
        Assert.Equal(
            "a{exported_exported_instance=\"x\",exported_instance=\"y\",instance=\"i\",job=\"j\"} 1000:1", target.Series()[0]);

        var honoured = new ScrapedTarget(Pool with { HonorLabels = true }, ("instance", "i"), ("job", "j"));
        honoured.Scrape(Body, 1000);
        Assert.Equal("a{exported_instance=\"y\",instance=\"x\",job=\"j\"} 1000:1", honoured.Series()[0]);
    }

    [Fact]
    public void Times_of_the_target_are_taken_and_their_series_not_marked_unless_asked()
    {
        var honoured = new ScrapedTarget();
        honoured.Scrape("a 1 900\n", 1000);
        honoured.Scrape("b 1\n", 2000);
        Assert.Equal("a{instance=\"i\"} 900:1", honoured.Series()[0]);

        var tracked = new ScrapedTarget(Pool with { TrackTimestampsStaleness = true });
        tracked.Scrape("a 1 900\n", 1000);
        tracked.Scrape("b 1\n", 2000);
        Assert.Equal("a{instance=\"i\"} 900:1 2000:stale", tracked.Series()[0]);

        var ignored = new ScrapedTarget(Pool with { HonorTimestamps = false });
        ignored.Scrape("a 1 900\n", 1000);
        Assert.Equal("a{instance=\"i\"} 1000:1", ignored.Series()[0]);
    }

    [Fact]
    public void Metric_relabelling_drops_and_renames_and_is_counted()
    {
        var target = new ScrapedTarget(Pool with
        {
            MetricRelabeling = Relabeling.Of(
            [
                new RelabelConfig { SourceLabels = ["__name__"], Regex = "go_.*", Action = RelabelAction.Drop },
                new RelabelConfig { SourceLabels = ["__name__"], Regex = "a", TargetLabel = "__name__", Replacement = "c" },
            ]),
        });
        target.Scrape("a 1\ngo_x 2\n", 1000);
        target.Scrape("a 1\ngo_x 2\n", 2000);
        Assert.Equal(["c{instance=\"i\"} 1000:1 2000:1"], target.Series());
        Assert.Equal("1000:2 2000:2", target.Report("scrape_samples_scraped"));
        Assert.Equal("1000:1 2000:1", target.Report("scrape_samples_post_metric_relabeling"));
        Assert.Equal("1000:1 2000:0", target.Report("scrape_series_added"));
    }

    [Fact]
    public void Changed_rules_give_series_other_labels_and_end_the_old_ones()
    {
        var target = new ScrapedTarget();
        target.Scrape("a 1\n", 1000);
        var rule = new RelabelConfig { TargetLabel = "new", Replacement = "x" };
        target.Scraper.Target = target.Scraper.Target with { Pool = Pool with { MetricRelabeling = Relabeling.Of([rule]) } };
        target.Scrape("a 1\n", 2000);
        Assert.Equal(["a{instance=\"i\",new=\"x\"} 2000:1", "a{instance=\"i\"} 1000:1 2000:stale"], target.Series());
    }

    [Fact]
    public void Limits_fail_the_scrape_and_name_the_offender()
    {
        var samples = new ScrapedTarget(Pool with { SamplesMax = 1 });
        Assert.Equal("sample limit exceeded", samples.Scrape("a 1\nb 1\n", 1000).Fault);
        Assert.Equal("1000:2", samples.Report("scrape_samples_scraped"));

        Assert.Contains(
            "label_limit exceeded (metric: a, number of labels: 3, limit: 2)",
            new ScrapedTarget(Pool with { LabelsMax = 2 }).Scrape("a{b=\"c\"} 1\n", 1000).Fault);
        Assert.Contains(
            "label_value_length_limit exceeded (metric: a, label name: b, value: \"cde\", length: 3, limit: 2)",
            new ScrapedTarget(Pool with { LabelValueBytesMax = 2 }).Scrape("a{b=\"cde\"} 1\n", 1000).Fault);
        Assert.Contains(
            "label_name_length_limit exceeded (metric: a, label name: __name__, length: 8, limit: 7)",
            new ScrapedTarget(Pool with { LabelNameBytesMax = 7 }, ("i", "i")).Scrape("a 1\n", 1000).Fault);
    }

    [Fact]
    public void Of_a_series_twice_in_a_body_the_first_sample_holds()
    {
        var target = new ScrapedTarget();
        Assert.Equal("", target.Scrape("a 1\na 2\n", 1000).Fault);
        Assert.Equal(["a{instance=\"i\"} 1000:1"], target.Series());
        Assert.Equal("1000:2", target.Report("scrape_samples_post_metric_relabeling"));
    }

    [Fact]
    public void Two_spellings_of_a_series_are_one()
    {
        var target = new ScrapedTarget();
        target.Scrape("a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 1\n", 1000);
        target.Scrape("a{c=\"2\",b=\"1\"} 1\n", 2000);
        Assert.Equal(["a{b=\"1\",c=\"2\",instance=\"i\"} 1000:1 2000:1"], target.Series());
    }

    [Fact]
    public void More_is_told_where_it_is_asked_for()
    {
        var target = new ScrapedTarget(Pool with { HasExtraMetrics = true, SamplesMax = 9 });
        target.Scrape("a 1\n", 1000);
        Assert.Equal(
            ("1000:10", "1000:9", "1000:4"),
            (target.Report("scrape_timeout_seconds"), target.Report("scrape_sample_limit"), target.Report("scrape_body_size_bytes")));
    }
}
