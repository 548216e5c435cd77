using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;
using Tocsin.Server.Config;

namespace Tocsin.Server.Tests.Config;

public sealed class DeliveryConfigTests
{
    private const string Webhook = "webhook_configs: [{url: 'http://w'}]\n    ";

    [Fact]
    public void A_receiver_says_how_its_messages_are_paced()
    {
        DeliveryModel model = Pacing("""
            delivery: {rate_limit: 30/m, burst: 5, concurrency: 4, deadline: 30m, timeout: 20s,
                breaker: {failures: 3, pause: 10s, max_pause: 5m}, retry: {initial: 1s, max: 2m}}
            """);

        Assert.Equal(
            new DeliveryModel
            {
                Rate = new RateLimit(TimeSpan.FromSeconds(2), 5),
                Concurrency = 4,
                Deadline = TimeSpan.FromMinutes(30),
                Timeout = TimeSpan.FromSeconds(20),
                Breaker = new() { Failures = 3, Pause = TimeSpan.FromSeconds(10), PauseMax = TimeSpan.FromMinutes(5) },
                Retry = new() { Initial = TimeSpan.FromSeconds(1), Max = TimeSpan.FromMinutes(2) },
            },
            model);
    }

    [Theory]
    [InlineData("30/m", 2_000, 1)]
    [InlineData("100/s", 10, 100)]
    [InlineData("5/10s", 2_000, 1)]
    [InlineData("1/1m30s", 90_000, 1)]
    [InlineData("{count: 600, per: 1h}", 6_000, 1)]
    [InlineData("{count: 60}", 1_000, 1)]
    public void A_rate_limit_has_a_short_form_and_a_long_one(string written, double intervalMs, int burst) => Assert.Equal(
        new RateLimit(TimeSpan.FromMilliseconds(intervalMs), burst), Pacing($"delivery: {{rate_limit: {written}}}").Rate);

    [Fact]
    public void What_a_receiver_leaves_out_is_taken_from_the_settings_and_then_from_the_program()
    {
        DeliveryModel settings = new TocsinConfig
        {
            Notifications = new() { SendsMax = 7 },
            Delivery = new() { RateLimit = new() { Count = 1, Per = TimeSpan.FromSeconds(1) }, Breaker = new() { Failures = 4 } },
        }.DeliveryDefaults();

        DeliveryModel model = new DeliveryConfig { Breaker = new() { Pause = TimeSpan.FromSeconds(2) } }.Over(settings);

        Assert.Equal((7, RateLimit.Of(1, TimeSpan.FromSeconds(1))), (model.Concurrency, model.Rate));
        Assert.Equal(new BreakerModel { Failures = 4, Pause = TimeSpan.FromSeconds(2) }, model.Breaker);
        Assert.Equal(new BackoffModel(), model.Retry);
    }

    [Fact]
    public void A_receiver_can_do_without_the_limits_of_the_settings()
    {
        DeliveryModel settings = new() { Rate = RateLimit.Of(1, TimeSpan.FromSeconds(1)) };
        DeliveryConfig config = Delivery("delivery: {rate_limit: none, breaker: {failures: 0}}");

        Assert.Null(config.Over(settings).Rate);
        Assert.Null(config.Over(settings).Breaker);
    }

    [Fact]
    public void The_settings_file_has_the_same_keys_for_all_receivers()
    {
        TocsinLoadResult result = new TocsinConfigLoader(new ConfigLoading.MemoryFiles
        {
            ["tocsin.yml"] = "delivery: {concurrency: 3, retry: {max: 10s}}\nnotifications: {sends_max: 9}",
        }).Load("tocsin.yml");

        DeliveryModel model = result.Config!.DeliveryDefaults();
        Assert.Equal((3, TimeSpan.FromSeconds(10)), (model.Concurrency, model.Retry.Max));
    }

    [Theory]
    [InlineData("delivery: {rate_limit: fast}", "delivery.rate_limit: a rate limit is a number and a time, such as 30/m or 5/10s, or none")]
    [InlineData("delivery: {rate_limit: 0/s}", "delivery.rate_limit: a rate limit of 0 would send nothing; for no limit write none")]
    [InlineData("delivery: {rate_limit: 5/100ms}", "delivery.rate_limit: a rate limit counts in a time between 1s and 1d")]
    [InlineData("delivery: {rate_limit: {count: -1}}", "delivery.rate_limit.count: a rate limit must be between 1 and 1000000")]
    [InlineData("delivery: {rate_limit: 1/s, burst: 0}", "delivery.burst: burst must be between 1 and 1000000")]
    [InlineData("delivery: {burst: 5}", "delivery.burst: burst says how many may go at once within a rate_limit, and there is none")]
    [InlineData("delivery: {concurrency: 0}", "delivery.concurrency: concurrency must be between 1 and 10000")]
    [InlineData("delivery: {deadline: 0s}", "delivery.deadline: deadline must be between 1s and 7d")]
    [InlineData("delivery: {timeout: 1d}", "delivery.timeout: timeout must be between 100ms and 1h")]
    [InlineData("delivery: {breaker: {failures: -1}}", "delivery.breaker.failures: failures must be between 0 and 1000000")]
    [InlineData("delivery: {breaker: {pause: 2h}}", "delivery.breaker.pause: pause must be between 100ms and 1h")]
    [InlineData("delivery: {breaker: {pause: 1m, max_pause: 5s}}", "delivery.breaker.max_pause: max_pause must not be shorter than pause")]
    [InlineData("delivery: {retry: {initial: 1ms}}", "delivery.retry.initial: initial must be between 10ms and 1h")]
    [InlineData("delivery: {retry: {initial: 1m, max: 1s}}", "delivery.retry.max: max must not be shorter than initial")]
    [InlineData(
        "delivery: {concurency: 1}",
        "delivery.concurency: field concurency not found in type tocsin.Delivery (did you mean concurrency?)")]
    public void A_value_that_cannot_be_meant_is_told_with_its_place(string keys, string fault)
    {
        ConfigDiagnostic error = Assert.Single(ConfigLoading.LoadReceiver(Webhook + keys).Errors);

        Assert.StartsWith("/etc/am/alertmanager.yml:5:", error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("receivers[0]." + fault, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Upstream_does_not_know_the_key_and_the_printed_configuration_does_not_show_it()
    {
        const string Keys = Webhook + "delivery: {concurrency: 1}";
        Assert.DoesNotContain("delivery", ConfigLoading.LoadReceiver(Keys).Config!.Original, StringComparison.Ordinal);
        Assert.Equal(
            "yaml: unmarshal errors:\n  line 5: field delivery not found in type config.plain",
            ConfigLoading.Load($"{ConfigLoading.Root}receivers:\n  - name: r\n    {Keys}\n", new() { Strict = true }).Message);
    }

    private static DeliveryConfig Delivery(string keys) =>
        ConfigLoading.LoadReceiver(Webhook + keys.ReplaceLineEndings(" ")).Config!.FindReceiver("r")!.Delivery!;

    private static DeliveryModel Pacing(string keys) => Delivery(keys).Over(new DeliveryModel());
}
