using Tocsin.Model.Labels;
using Tocsin.Model.Relabel;
using Tocsin.Signals.Discovery;
using Tocsin.Signals.Scrape;

namespace Tocsin.Signals.Tests.Discovery;

public sealed class TargetBuilderTests
{
    private static readonly JobModel Job = new()
    {
        Pool = new ScrapePoolModel { Name = "node" },
        Interval = TimeSpan.FromSeconds(15),
        Timeout = TimeSpan.FromSeconds(10),
    };

    private static TargetSet Build(JobModel job, params (string, string)[] labels) =>
        TargetBuilder.Build(job, [new TargetGroup("file:0", [LabelSet.Of(("__address__", "a:1"))], LabelSet.Of(labels))]);

    private static JobModel With(params RelabelConfig[] rules) => Job with { Relabeling = Relabeling.Of(rules) };

    [Fact]
    public void A_target_has_its_job_its_address_and_what_was_found_without_meta_labels()
    {
        ScrapeTargetModel target = Build(Job, ("env", "x"), ("__meta_zone", "z")).Targets[0];
        Assert.Equal(LabelSet.Of(("env", "x"), ("instance", "a:1"), ("job", "node")), target.Labels);
        Assert.Equal("http://a:1/metrics", target.Url);
        Assert.Equal("z", target.Discovered["__meta_zone"]);
    }

    [Fact]
    public void Rules_may_change_where_and_how_often_it_is_scraped()
    {
        ScrapeTargetModel target = Build(With(
            new RelabelConfig { TargetLabel = "__param_target", SourceLabels = ["__address__"] },
            new RelabelConfig { TargetLabel = "__address__", Replacement = "prober:9115" },
            new RelabelConfig { TargetLabel = "instance", SourceLabels = ["__param_target"] },
            new RelabelConfig { TargetLabel = "__metrics_path__", Replacement = "probe it" },
            new RelabelConfig { TargetLabel = "__scheme__", Replacement = "https" },
            new RelabelConfig { TargetLabel = "__scrape_interval__", Replacement = "30s" }) with
        {
            Params = new Dictionary<string, IReadOnlyList<string>> { ["module"] = ["http 2xx", "b"] },
        }).Targets[0];
        Assert.Equal("https://prober:9115/probe it?module=http+2xx&module=b&target=a%3A1", target.Url);
        Assert.Equal(("a:1", TimeSpan.FromSeconds(30)), (target.Labels["instance"], target.Interval));
    }

    [Fact]
    public void What_rules_drop_is_shown_as_it_was_found()
    {
        TargetSet set = Build(With(
            new RelabelConfig { SourceLabels = ["env"], Regex = "x", Action = RelabelAction.Drop }), ("env", "x"));
        Assert.Empty(set.Targets);
        Assert.Equal("node", Assert.Single(set.Dropped)["job"]);
    }

    [Theory]
    [InlineData("__scrape_interval__", "1x", "error parsing scrape interval")]
    [InlineData("__scrape_timeout__", "20s", "scrape timeout cannot be greater than scrape interval (\"20s\" > \"15s\")")]
    [InlineData("__address__", "a/b", "\"a/b\" is not a valid hostname")]
    [InlineData("__scheme__", "ftp", "is not an address to scrape")]
    public void A_target_that_cannot_be_is_left_out_and_told(string label, string value, string fault)
    {
        TargetSet set = Build(With(new RelabelConfig { TargetLabel = label, Replacement = value }));
        Assert.Empty(set.Targets);
        Assert.Contains(fault, Assert.Single(set.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_targets_fail_together()
    {
        TargetGroup[] groups = [new("s", [LabelSet.Of(("__address__", "a:1")), LabelSet.Of(("__address__", "b:1"))], LabelSet.Empty)];
        TargetSet set = TargetBuilder.Build(Job with { TargetsMax = 1 }, groups);
        Assert.All(set.Targets, t => Assert.Equal("target_limit exceeded (number of targets: 2, limit: 1)", t.Forced));
    }

    [Fact]
    public void The_same_target_found_twice_is_one() => Assert.Single(TargetBuilder.Build(
        Job, [.. Enumerable.Range(0, 2).Select(i => new TargetGroup($"s{i}", [LabelSet.Of(("__address__", "a:1"))], LabelSet.Empty))])
        .Targets);
}
