using Tocsin.Model.Samples;
using Tocsin.Signals.Otlp;

namespace Tocsin.Signals.Tests.Otlp;

/// <summary>What metrics and attributes are called, by each of the four strategies.</summary>
// Source of the expected names: OpenTelemetry specification, compatibility with Prometheus; Prometheus otlptranslator.
public sealed class NameTests
{
    private static OtlpMetricSettings Strategy(bool escapes, bool suffixes) => new() { Escapes = escapes, AddsSuffixes = suffixes };

    // Name, unit, kind (g, c for a counter, s for a sum that may fall, h); with escaping and suffixes, only suffixes, only escaping.
    [Theory]
    [InlineData("http.server.duration", "s", 'h', "http_server_duration_seconds", "http.server.duration_seconds", "http_server_duration")]
    [InlineData("requests", "", 'c', "requests_total", "requests_total", "requests")]
    [InlineData("requests_total", "1", 'c', "requests_total", "requests_total", "requests_total")]
    [InlineData("requests.total.count", "1", 'c', "requests_count_total", "requests.total.count_total", "requests_total_count")]
    [InlineData("disk.io", "By", 'c', "disk_io_bytes_total", "disk.io_bytes_total", "disk_io")]
    [InlineData("disk.io", "By/s", 'g', "disk_io_bytes_per_second", "disk.io_bytes_per_second", "disk_io")]
    [InlineData("speed", "km/h", 'g', "speed_km_per_hour", "speed_km_per_hour", "speed")]
    [InlineData("cpu.utilization", "1", 'g', "cpu_utilization_ratio", "cpu.utilization_ratio", "cpu_utilization")]
    [InlineData("cpu_ratio", "1", 'g', "cpu_ratio", "cpu_ratio", "cpu_ratio")]
    [InlineData("queue", "1", 's', "queue", "queue", "queue")]
    [InlineData("queue", "{item}", 's', "queue", "queue", "queue")]
    [InlineData("rate", "{packet}/s", 'g', "rate_per_second", "rate_per_second", "rate")]
    [InlineData("bytes.in", "By", 's', "bytes_in", "bytes.in_bytes", "bytes_in")]
    [InlineData("temp", "Cel", 'g', "temp_celsius", "temp_celsius", "temp")]
    [InlineData("share", "%", 'g', "share_percent", "share_percent", "share")]
    [InlineData("4xx", "", 'c', "_4xx_total", "4xx_total", "_4xx")]
    [InlineData("a--b__c", "", 'g', "a_b_c", "a--b__c", "a_b__c")]
    [InlineData("job:x:rate5m", "", 'g', "job:x:rate5m", "job:x:rate5m", "job:x:rate5m")]
    [InlineData("größe", "m", 'g', "gr_e_meters", "größe_meters", "gr_e")]
    [InlineData("weird", "foo-bar", 'g', "weird_foo_bar", "weird_foo-bar", "weird")]
    [InlineData("weird", "foo/", 'g', "weird_foo", "weird_foo", "weird")]
    [InlineData("weird", "/s", 'g', "weird_per_second", "weird_per_second", "weird")]
    [InlineData("weird", " s ", 'c', "weird_seconds_total", "weird_seconds_total", "weird")]
    [InlineData("weird", "-", 'g', "weird", "weird_-", "weird")]
    [InlineData("seconds", "s", 'c', "seconds_total", "seconds_total", "seconds")]
    [InlineData("uptime.seconds", "s", 'g', "uptime_seconds", "uptime.seconds", "uptime_seconds")]
    [InlineData("___", "", 'g', null, "___", "___")]
    [InlineData("...", "", 'g', null, "...", null)]
    [InlineData("", "s", 'g', "seconds", "_seconds", null)]
    [InlineData("", "", 'g', null, null, null)]
    public async Task A_metric_is_called_as_Prometheus_calls_it(
        string name, string unit, char kind, string? escaped, string? suffixed, string? plain)
    {
        OtlpMetric metric = new(
            kind switch { 'g' => OtlpKind.Gauge, 'h' => OtlpKind.Histogram, _ => OtlpKind.Sum }, name, new OtlpPoint(1000))
        {
            Unit = unit,
            IsMonotonic = kind == 'c',
        };
        Assert.Equal(escaped, await NameOf(metric, Strategy(true, true)));
        Assert.Equal(suffixed, await NameOf(metric, Strategy(false, true)));
        Assert.Equal(plain, await NameOf(metric, Strategy(true, false)));
        Assert.Equal(name.Length == 0 ? null : name, await NameOf(metric, Strategy(false, false)));
    }

    [Theory]
    [InlineData("s", "seconds")]
    [InlineData("By/s", "bytes_per_second")]
    [InlineData("1", "")]
    [InlineData("{request}/min", "per_min")]
    [InlineData("", "")]
    [InlineData("a--b", "a_b")]
    [InlineData("_x_", "x")]
    public async Task A_unit_is_told_in_Prometheus_words(string unit, string told)
    {
        var target = new OtlpTarget();
        await target.TakeAsync(new OtlpMetric(OtlpKind.Gauge, "x", new OtlpPoint(1000)) { Unit = unit, Help = "What." });
        Assert.Equal(new MetricMetadata(target.Learned.Keys.Single(), "gauge", told, "What."), target.Learned.Values.Single());
    }

    [Theory]
    [InlineData("http.method", "http_method", "http_method")]
    [InlineData("_hidden", "key_hidden", "key_hidden")]
    [InlineData("__hidden", "__hidden", "key_hidden")]
    [InlineData("1st", "key_1st", "key_1st")]
    [InlineData("a..b", "a__b", "a_b")]
    [InlineData("__a..b__", "__a__b__", "__a_b__")]
    [InlineData("ü", "key_", "key_")]
    [InlineData("ünit", "key_nit", "key_nit")]
    [InlineData("__", null, null)]
    [InlineData("", null, null)]
    public async Task An_attribute_is_called_as_Prometheus_calls_it(string key, string? keeping, string? joining)
    {
        Assert.Equal(keeping, await LabelOf(key, new()));
        Assert.Equal(joining, await LabelOf(key, new() { KeepsUnderscores = false }));
        Assert.Equal(key.Length == 0 ? null : key, await LabelOf(key, new() { Escapes = false }));
    }

    [Theory]
    [InlineData(0.005, "0.005", "0.005")]
    [InlineData(1, "1", "1")]
    [InlineData(-2.5, "-2.5", "-2.5")]
    [InlineData(1e21, "1000000000000000000000", "1e+21")]
    [InlineData(1.5e-7, "0.00000015", "1.5e-7")]
    [InlineData(123456789012345680, "123456789012345680", "123456789012345680")]
    [InlineData(-1.25e22, "-12500000000000000000000", "-1.25e+22")]
    [InlineData(0.00001, "0.00001", "0.00001")]
    [InlineData(1e-6, "0.000001", "0.000001")]
    [InlineData(double.PositiveInfinity, "+Inf", "+Inf")]
    [InlineData(double.NaN, "NaN", "NaN")]
    public async Task A_number_is_written_as_Go_writes_it(double value, string plain, string json)
    {
        string[] series = await new OtlpTarget().TakeAsync(
            new OtlpMetric(OtlpKind.Gauge, "x", new OtlpPoint(1000, new OtlpAttribute("a", value))),
            new OtlpMetric(OtlpKind.Summary, "y", new OtlpPoint(1000) { Quantiles = [(value, 1)] }));
        Assert.Contains(series, line => line.StartsWith($"x{{a=\"{json}\",", StringComparison.Ordinal));
        Assert.Contains(series, line => line.Contains($"quantile=\"{plain}\"", StringComparison.Ordinal));
    }

    private static async Task<string?> NameOf(OtlpMetric metric, OtlpMetricSettings settings)
    {
        var target = new OtlpTarget { Settings = settings };
        OtlpMetricResult result = await target.SendAsync(new OtlpText(new OtlpResource([], new OtlpScope("", metric))));
        Assert.Equal(1, result.Points);
        return target.Learned.Keys.SingleOrDefault();
    }

    private static async Task<string?> LabelOf(string key, OtlpMetricSettings settings)
    {
        var target = new OtlpTarget { Settings = settings };
        var point = new OtlpPoint(1000, new OtlpAttribute(key, "v"));
        await target.SendAsync(new OtlpText(new OtlpResource([], new OtlpScope("", new OtlpMetric(OtlpKind.Gauge, "x", point)))));
        return target.Series().SingleOrDefault()?["x{".Length..].Split("=\"v\"")[0];
    }
}
