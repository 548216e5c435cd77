using Tocsin.Notify.Receivers;
using Tocsin.Server.Config;

namespace Tocsin.Server.Tests.Config;

public sealed class FallbackConfigTests
{
    [Theory]
    [InlineData("mail", null)]
    [InlineData("{receiver: mail}", null)]
    [InlineData("{receiver: mail, after: 5m}", 5)]
    public void A_receiver_names_the_one_that_stands_behind_it(string written, int? minutes)
    {
        LoadedConfig config = Load(("r", written), ("mail", "")).Config!;

        Assert.Equal(
            new FallbackConfig { Receiver = "mail", After = minutes is { } m ? TimeSpan.FromMinutes(m) : null },
            config.FindReceiver("r")!.Fallback);
    }

    [Fact]
    public void A_receiver_that_does_not_exist_is_told_with_its_place_and_the_one_that_was_meant()
    {
        ConfigDiagnostic error = Assert.Single(Load(("r", "{receiver: maill}"), ("mail", "")).Errors);

        Assert.Equal(("receivers[0].fallback", 5), (error.Key, error.At.Line));
        Assert.Equal("undefined receiver \"maill\" used in fallback", error.Text);
        Assert.Equal("did you mean mail?", error.Hint);
    }

    [Fact]
    public void A_receiver_cannot_stand_behind_itself() => Assert.Equal(
        "receiver \"r\" falls back to itself", Assert.Single(Load(("r", "r")).Errors).Text);

    [Fact]
    public void A_circle_is_told_at_each_receiver_in_it_and_only_there()
    {
        LoadResult result = Load(("r", "a"), ("a", "b"), ("b", "c"), ("c", "a"));

        Assert.Equal(
            [
                "receivers[1].fallback: receivers fall back in a circle: a → b → c → a",
                "receivers[2].fallback: receivers fall back in a circle: b → c → a → b",
                "receivers[3].fallback: receivers fall back in a circle: c → a → b → c",
            ],
            result.Errors.Select(e => $"{e.Key}: {e.Text}"));
    }

    [Fact]
    public void A_chain_has_an_end()
    {
        (string, string)[] eight = [.. Enumerable.Range(0, 8).Select(i => (i == 0 ? "r" : $"r{i}", $"r{i + 1}")), ("r8", "")];
        Assert.NotNull(Load(eight).Config);

        Assert.Equal(
            "receivers[0].fallback: at most 8 receivers may stand behind one another",
            Assert.Single(Load([.. eight[..8], ("r8", "r9"), ("r9", "")]).Errors.Select(e => $"{e.Key}: {e.Text}")));
    }

    [Theory]
    [InlineData("  fallback: mail\n- name: mail", "receiver \"mail\" has no integrations, so that a fallback to it would tell nobody")]
    [InlineData("  fallback: {after: 5m}", "a fallback names a receiver")]
    [InlineData("  fallback: {receiver: mail, after: 1ms}", "after must be between 1s and 7d")]
    [InlineData("  fallback: {receiver: mail, when: 1m}", "field when not found in type tocsin.Fallback")]
    [InlineData(
        "  delivery: {deadline: 5m}\n  fallback: {receiver: mail, after: 5m}\n- name: mail\n  webhook_configs: [{url: 'http://m'}]",
        "after is not before the receiver's deadline, when the fallback is told in any case")]
    public void What_cannot_be_meant_is_refused(string keys, string fault)
    {
        LoadResult result = ConfigLoading.Load(
            $"{ConfigLoading.Root}receivers:\n- name: r\n  webhook_configs: [{{url: 'http://w'}}]\n{keys}\n");

        Assert.Contains(fault, result.Errors.Select(e => e.Text));
    }

    [Fact]
    public void A_receiver_without_integrations_needs_nobody_behind_it() => Assert.Equal(
        "receiver \"r\" has no integrations, so that it never needs a fallback",
        ConfigLoading.Load(
            $"{ConfigLoading.Root}receivers: [{{name: r, fallback: m}}, {{name: m, webhook_configs: [{{url: 'http://m'}}]}}]").Message);

    [Fact]
    public void A_receiver_that_stands_behind_another_one_is_used()
    {
        LoadedConfig config = Load(("r", "mail"), ("mail", "")).Config!;
        Assert.Empty(Server.Config.Lints.ConfigLints.Run(config, new ConfigLoading.MemoryFiles()));
    }

    [Fact]
    public void Upstream_does_not_know_the_key_and_the_printed_configuration_does_not_show_it()
    {
        Assert.DoesNotContain("fallback", Load(("r", "mail"), ("mail", "")).Config!.Original, StringComparison.Ordinal);
        Assert.Equal(
            "yaml: unmarshal errors:\n  line 5: field fallback not found in type config.plain",
            Load(new LoadOptions { Strict = true }, ("r", "mail"), ("mail", "")).Message);
    }

    private static LoadResult Load(params (string Name, string Fallback)[] receivers) => Load(new LoadOptions(), receivers);

    private static LoadResult Load(LoadOptions options, params (string Name, string Fallback)[] receivers) => ConfigLoading.Load(
        $"{ConfigLoading.Root}receivers:\n" + string.Concat(receivers.Select(r =>
            $"- name: {r.Name}\n  webhook_configs: [{{url: 'http://{r.Name}'}}]\n"
            + (r.Fallback.Length > 0 ? $"  fallback: {r.Fallback}\n" : ""))),
        options);
}
