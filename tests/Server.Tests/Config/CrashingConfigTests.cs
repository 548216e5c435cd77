using Tocsin.Server.Config;

namespace Tocsin.Server.Tests.Config;

/// <summary>The configurations that crash Alertmanager at load, at start or at the first alert: refused with a place.</summary>
public sealed class CrashingConfigTests
{
    [Theory]
    [InlineData("route: {receiver: r, routes: [null]}\nreceivers: [{name: r}]", "route.routes[0]")]
    [InlineData(ConfigLoading.Root + "receivers: [{name: r, slack_configs: [null]}]", "receivers[0].slack_configs[0]")]
    [InlineData(ConfigLoading.Root + "receivers: [{name: r, opsgenie_configs: [null]}]", "receivers[0].opsgenie_configs[0]")]
    [InlineData(ConfigLoading.Root + "receivers: [{name: r, wechat_configs: [null]}]", "receivers[0].wechat_configs[0]")]
    [InlineData(ConfigLoading.Root + "receivers: [{name: r, rocketchat_configs: [null]}]", "receivers[0].rocketchat_configs[0]")]
    [InlineData("global: {slack_app_token: t, slack_api_url_file: f}\n" + ConfigLoading.Root + "receivers: [{name: r}]",
        "global.slack_app_token")]
    [InlineData("global: {slack_app_token_file: t, slack_api_url_file: f}\n" + ConfigLoading.Root + "receivers: [{name: r}]",
        "global.slack_app_token")]
    [InlineData(ConfigLoading.Root + "receivers: [{name: r, slack_configs: [{app_token: x, update_message: true}]}]",
        "receivers[0].slack_configs[0].update_message")]
    [InlineData("global: {slack_app_token: t}\n" + ConfigLoading.Root + "receivers: [{name: r, slack_configs: [{update_message: true}]}]",
        "receivers[0].slack_configs[0].update_message")]
    [InlineData("global: {http_config: null}\n" + ConfigLoading.Root + "receivers: [{name: r, slack_configs: [{api_url: 'http://x'}]}]",
        "global.http_config")]
    [InlineData("global: {http_config: null}\n" + ConfigLoading.Root + "receivers: [{name: r, webhook_configs: [{url: 'http://x'}]}]",
        "global.http_config")]
    [InlineData("global: {telegram_api_url: null}\n" + ConfigLoading.Root
        + "receivers: [{name: r, telegram_configs: [{bot_token: a, chat_id: 1}]}]", "receivers[0].telegram_configs[0]")]
    [InlineData(ConfigLoading.Root + "receivers: [{name: r, slack_configs: [{api_url: 'http://x', fields: [null]}]}]",
        "receivers[0].slack_configs[0].fields[0]")]
    [InlineData(ConfigLoading.Root + "receivers: [{name: r, slack_configs: [{api_url: 'http://x', actions: [null]}]}]",
        "receivers[0].slack_configs[0].actions[0]")]
    public void It_is_refused_and_the_place_is_named(string text, string key)
    {
        LoadResult result = ConfigLoading.Load(text);
        Assert.Null(result.Config);
        Assert.Equal(key, result.Errors[0].Key);
        Assert.False(result.Errors[0].At.IsUnknown);
        Assert.NotEmpty(result.Errors[0].Text);
    }
}
