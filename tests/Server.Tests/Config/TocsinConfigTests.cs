using System.Net;
using Tocsin.Server.Config;

namespace Tocsin.Server.Tests.Config;

public sealed class TocsinConfigTests
{
    private static TocsinLoadResult Load(string text) =>
        new TocsinConfigLoader(new ConfigLoading.MemoryFiles { ["/etc/tocsin/tocsin.yml"] = text }).Load("/etc/tocsin/tocsin.yml");

    [Fact]
    public void An_empty_file_has_the_defaults()
    {
        TocsinLoadResult result = Load("");
        Assert.Empty(result.Errors);
        Assert.True(result.Config!.Notifications.ResolvedAfterMute);
        Assert.False(result.Config.Notifications.ResendAfterMute);
        Assert.Null(result.GlobalDefaults);
    }

    [Fact]
    public void Every_key_is_read_and_paths_lie_beside_the_file()
    {
        TocsinLoadResult result = Load("""
            alertmanager:
              config_file: alertmanager.yml
              defaults:
                global: {smtp_smarthost: 'mail:587', smtp_from: tocsin@example.com}
            storage: {path: state, history_age_max: 30d, history_mib_max: 512}
            web: {listen_address: '127.0.0.1:9093'}
            notifications:
              resolved_after_mute: false
              resend_after_mute: true
              outbox_items_max: 5
              sends_max: 2
              retry_after_max: 1m
            outgoing: {deny: [internal], allow: [10.1.0.0/16]}
            exec: {allow: [/usr/local/bin/page]}
            """);
        Assert.Empty(result.Errors);
        TocsinConfig config = result.Config!;
        Assert.Equal("/etc/tocsin/alertmanager.yml", config.Alertmanager.ConfigFile);
        Assert.Equal(new() { Path = "/etc/tocsin/state", HistoryAgeMax = TimeSpan.FromDays(30), HistoryMibMax = 512 }, config.Storage);
        Assert.Equal((false, true), (config.Notifications.ResolvedAfterMute, config.Notifications.ResendAfterMute));
        Assert.Equal("tocsin@example.com", config.Alertmanager.GlobalDefaults!.SmtpFrom);

        Assert.Equal(["/usr/local/bin/page"], config.Exec.Allow);
        Assert.Null(config.Outgoing.Rules.RefusalOf(IPAddress.Parse("10.1.2.3")));
        Assert.NotNull(config.Outgoing.Rules.RefusalOf(IPAddress.Parse("10.2.2.3")));

        LoadResult loaded = ConfigLoading.Load(
            ConfigLoading.Root + "receivers: [{name: r, email_configs: [{to: a}]}]", new() { GlobalDefaults = result.GlobalDefaults });
        Assert.Null(loaded.Message);
    }

    [Theory]
    [InlineData("notification: {}", "notification: field notification not found in type tocsin.Config (did you mean notifications?)")]
    [InlineData("storage: {history_mib_max: 1}", "storage.history_mib_max: history_mib_max must be between 16 and 1048576")]
    [InlineData("notifications: {sends_max: 0}", "notifications.sends_max: sends_max must be between 1 and 10000")]
    [InlineData("exec: {allow: [page]}", "exec.allow: \"page\" is not an absolute path")]
    [InlineData("outgoing: {deny: [intern]}",
        "outgoing.deny: \"intern\" is neither internal nor an address nor a network such as 10.0.0.0/8")]
    [InlineData("outgoing: {allow: [10.0.0.0/8]}", "outgoing.allow: allow makes exceptions from deny, which is empty"
        + " (to allow nothing else, write deny: [0.0.0.0/0, '::/0'])")]
    [InlineData("web: {listen_address: localhost}", "web.listen_address: address localhost: missing port in address")]
    [InlineData("alertmanager: {defaults: {global: {smtp_smarthost: x}}}",
        "alertmanager.defaults.global.smtp_smarthost: address x: missing port in address")]
    public void A_fault_is_told_with_its_key(string text, string error) =>
        Assert.EndsWith(error, Assert.Single(Load(text).Errors).ToString(), StringComparison.Ordinal);
}
