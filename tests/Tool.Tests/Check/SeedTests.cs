using Tocsin.Server.Hosting;

namespace Tocsin.Tool.Tests.Check;

/// <summary>The seed configurations: what Tocsin runs, though some of it is not in upstream's language.</summary>
public sealed class SeedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TerminalFake _terminal = new();

    [Fact]
    public async Task Check_accepts_the_keys_that_upstream_does_not_know()
    {
        string seed = Path.Combine(Repository.Seeds, "alertmanager.yml");
        Assert.Equal(0, await RunAsync("tocsin", "check", seed));
        Assert.Contains($"{seed}: accepted", _terminal.Out, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("tocsin", "check", "--strict", seed));
    }

    [Fact]
    public async Task Check_config_refuses_the_keys_that_upstream_does_not_know()
    {
        Assert.Equal(1, await RunAsync("amtool", "check-config", Path.Combine(Repository.Seeds, "alertmanager.yml")));
        Assert.Contains("line 69: field subject not found in type config.plain", _terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_without_a_smarthost_takes_that_of_the_settings()
    {
        string seed = Path.Combine(Repository.Seeds, "alertmanager-config-secret.yaml");
        Assert.Equal(1, await RunAsync("tocsin", "check", seed));
        string settings = _folder.Write(
            "tocsin.yml", "alertmanager: {defaults: {global: {smtp_smarthost: 'mail:25', smtp_from: t@example.com}}}");
        Assert.Equal(0, await RunAsync("tocsin", "check", $"--config={settings}", seed));
    }

    [Fact]
    public async Task A_program_that_the_settings_allow_is_accepted()
    {
        string routes = _folder.Write(
            "am.yml", "route: {receiver: r}\nreceivers: [{name: r, exec_configs: [{command: [/bin/true]}]}]");
        Assert.Equal(1, await RunAsync("tocsin", "check", routes));
        string settings = _folder.Write("tocsin.yml", "exec: {allow: [/bin/true]}");
        Assert.Equal(0, await RunAsync("tocsin", "check", $"--config={settings}", routes));
    }

    [Fact]
    public async Task Check_has_nothing_to_say_against_the_example()
    {
        string example = Repository.Path("examples", "severity-fan-out", "alertmanager.yml");
        Assert.Equal(0, await RunAsync("tocsin", "check", example));
        Assert.Equal($"{example}: accepted\n", _terminal.Out);
    }

    public void Dispose() => _folder.Dispose();

    private Task<int> RunAsync(string program, params string[] arguments) => Entry.RunAsync(
        program, arguments, _terminal.Terminal, (ServeOptions _, CancellationToken _) => Task.FromResult(99));
}
