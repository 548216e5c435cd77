using System.Buffers;
using System.Globalization;
using System.Text;
using Tocsin.Signals.Push;
using Tocsin.Signals.Scrape;
using Tocsin.Signals.Tests.Scrape;

namespace Tocsin.Signals.Tests.Push;

public sealed class PushTableTests
{
    private const long Second = 1_000_000_000;

    private readonly PushTable _table = new(new PushLimits { GroupsMax = 3, SeriesMax = 20, Ttl = TimeSpan.FromSeconds(100) });

    [Fact]
    public void A_put_replaces_the_group_and_a_post_only_families_of_its_names()
    {
        Assert.Null(Put("job/j", "a 1\nb 2\n", 1));
        Assert.Null(Post("job/j", "b 3\nc 4\n", 2));
        Assert.Equal(
            ["a{instance=,job=j} 1", "b{instance=,job=j} 3", "c{instance=,job=j} 4", "push_failure_time_seconds{instance=,job=j} 0",
                "push_time_seconds{instance=,job=j} 2"],
            All());
        Assert.Null(Put("job/j", "d 5\n", 3));
        Assert.Equal(
            ["d{instance=,job=j} 5", "push_failure_time_seconds{instance=,job=j} 0", "push_time_seconds{instance=,job=j} 3"], All());
    }

    [Fact]
    public void The_labels_of_the_path_win_and_an_instance_of_its_own_stays()
    {
        Assert.Null(Put("job/j/shard/1", "a{job=\"x\",instance=\"i\",shard=\"9\",z=\"z\"} 1\n", 1));
        Assert.Equal("a{instance=i,job=j,shard=1,z=z} 1", All()[0]);
    }

    [Theory]
    [InlineData("a 1\na 2\n", "was collected before with the same name and label values")]
    [InlineData("a 1 1\n", "pushed metrics must not have timestamps")]
    [InlineData("# TYPE g counter\ng 1\n", "metric \"g\" is a Counter here and a Gauge in another group")]
    [InlineData("h_bucket 1\n", "collides with the parts of \"h\"")]
    [InlineData("h_count 1\n", "collides with the parts of \"h\"")]
    [InlineData("s_sum 1\n", "collides with the parts of \"s\"")]
    [InlineData("# TYPE b_sum gauge\nb_sum 1\n# TYPE b summary\nb{quantile=\"1\"} 1\n", "collides with the parts of \"b\"")]
    [InlineData("g{job=\"other\",kind=\"x\"} 1\n", "is a Untyped here and a Gauge in another group")]
    public void What_contradicts_itself_or_another_group_changes_nothing_but_the_time_of_failure(string body, string fault)
    {
        Put("job/other", "# TYPE g gauge\ng 1\n# TYPE h histogram\nh_count 1\n# TYPE s summary\ns_count 1\n", 1);
        Assert.Null(Put("job/j", "kept 1\n", 2));
        Assert.Contains(fault, Put("job/j", body, 3), StringComparison.Ordinal);
        string[] mine = [.. All().Where(line => line.Contains("job=j}", StringComparison.Ordinal))];
        Assert.Equal(
            ["kept{instance=,job=j} 1", "push_failure_time_seconds{instance=,job=j} 3", "push_time_seconds{instance=,job=j} 2"], mine);
    }

    [Fact]
    public void Two_groups_cannot_hold_one_series()
    {
        Assert.Null(Put("job/j/x/1", "a{y=\"2\"} 1\n", 1));
        Assert.Contains("in another group", Put("job/j/y/2", "a{x=\"1\"} 1\n", 2), StringComparison.Ordinal);
        Assert.True(_table.Delete(Key("job/j/x/1")));
        Assert.Null(Put("job/j/y/2", "a{x=\"1\"} 1\n", 3));
    }

    [Fact]
    public void A_type_may_change_where_one_group_alone_has_the_name()
    {
        Assert.Null(Put("job/j", "# TYPE a gauge\na 1\n", 1));
        Assert.Null(Put("job/j", "# TYPE a counter\na 1\n", 2));
    }

    [Fact]
    public void A_summary_part_may_be_called_bucket() =>
        Assert.Null(Put("job/j", "# TYPE s summary\ns_count 1\n# TYPE s_bucket gauge\ns_bucket 1\n", 1));

    [Fact]
    public void The_times_of_pushes_cannot_be_pushed()
    {
        Assert.Null(Put("job/j", "push_time_seconds 7\npush_failure_time_seconds 8\n", 1));
        Assert.Equal(["push_failure_time_seconds{instance=,job=j} 0", "push_time_seconds{instance=,job=j} 1"], All());
    }

    [Fact]
    public void Groups_and_metrics_are_limited_and_what_is_there_goes_on()
    {
        Put("job/1", "a 1\n", 1);
        Put("job/2", "a 1\n", 1);
        Put("job/3", "a 1\n", 1);
        Assert.Equal("there are 3 groups already, and groups_max is 3", Put("job/4", "a 1\n", 2));
        string many = string.Concat(Enumerable.Range(0, 15).Select(i => $"b{i} 1\n"));
        Assert.Equal("all groups together would hold 23 metrics, and series_max is 20", Put("job/3", many, 2));
        Assert.Null(Put("job/3", "a 2\n", 3));
        Assert.Equal(9, _table.SeriesCount);
        _table.Delete(Key("job/3"));
        Assert.Equal((2, 6), (_table.Count, _table.SeriesCount));
    }

    [Fact]
    public void A_group_goes_when_its_time_is_over_since_its_last_good_push()
    {
        Put("job/old", "a 1\n", 10);
        Put("job/new", "a 1\n", 50);
        Assert.NotNull(Put("job/old", "a 1 1\n", 60));
        Assert.Empty(_table.Expire(109 * Second));
        Assert.Equal("job", Assert.Single(_table.Expire(110 * Second)).Labels[0].Name);
        Assert.Equal(1, _table.Count);
    }

    [Fact]
    public void A_group_on_disk_is_the_group()
    {
        Put("job/j/empty@base64/=", "# HELP a é\na{b=\"c\"} 1\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\n", 5);
        Put("job/k", "a 1 1\n", 6);
        Put("job/gone", "a 1\n", 7);
        var again = new PushTable(new PushLimits());
        foreach (PushGroup group in _table.Groups)
        {
            Assert.True(PushRecord.TryApply(PushRecord.Write(group), again));
        }

        Assert.True(PushRecord.TryApply(PushRecord.WriteGone([new PushLabel("job", "gone")]), again));
        _table.Delete(Key("job/gone"));
        Assert.Equal(All(), All(again));
        Assert.False(PushRecord.TryApply("rubbish"u8, again));
    }

    [Fact]
    public void What_is_exposed_becomes_series_without_the_instance_of_the_server()
    {
        Put("job/j", "a 1\n# TYPE s summary\ns{quantile=\"0.5\"} 2\ns_count 3\n", 1);
        var body = new ArrayBufferWriter<byte>();
        foreach (PushGroup group in _table.Groups)
        {
            group.Expose(body);
        }

        var pool = new ScrapePoolModel { Name = "push", HonorLabels = true, TakesNative = true };
        var target = new ScrapedTarget(pool, ("instance", "me"), ("job", "push"));
        Assert.Equal("", target.Scrape(body.WrittenSpan.ToArray(), 1000, ScrapeFormat.Protobuf).Fault);
        target.Scrape([], 2000, ScrapeFormat.Protobuf);
        Assert.Equal(
            [
                "a{job=\"j\"} 1000:1 2000:stale", "push_failure_time_seconds{job=\"j\"} 1000:0 2000:stale",
                "push_time_seconds{job=\"j\"} 1000:1 2000:stale", "s_count{job=\"j\"} 1000:3 2000:stale",
                "s_sum{job=\"j\"} 1000:0 2000:stale", "s{job=\"j\",quantile=\"0.5\"} 1000:2 2000:stale",
            ],
            target.Series());
    }

    private string? Put(string path, string body, long second) => _table.Push(Request(path, body), second * Second).Fault;

    private string? Post(string path, string body, long second) =>
        _table.Push(Request(path, body) with { Replaces = false }, second * Second).Fault;

    private static PushRequest Request(string path, string body)
    {
        Assert.Null(PushPath.Read(path, out IReadOnlyList<PushLabel> labels));
        PushedBody read = PushText.Read(Encoding.UTF8.GetBytes(body));
        Assert.Null(read.Fault);
        return new PushRequest(labels, read.Families, Replaces: true);
    }

    private static string Key(string path)
    {
        PushPath.Read(path, out IReadOnlyList<PushLabel> labels);
        return PushGroup.KeyOf(labels);
    }

    private string[] All() => All(_table);

    private static string[] All(PushTable table) =>
    [
        .. table.Groups.SelectMany(group => group.Families.Values.Concat(group.Times()))
            .SelectMany(family =>
            {
                Assert.True(PushProtobuf.TryRead(family.Message, out PushedFamily? decoded));
                return decoded!.Metrics.Select(metric => $"{family.Name}{{{Show(metric.Labels)}}} "
                    + PushedValue.Read(metric).Plain.ToString(CultureInfo.InvariantCulture));
            })
            .Order(StringComparer.Ordinal),
    ];

    private static string Show(IReadOnlyList<PushLabel> labels) =>
        string.Join(',', labels.Select(label => $"{label.Name}={label.Value}"));
}
