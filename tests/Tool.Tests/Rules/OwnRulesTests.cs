using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Rules;

/// <summary>The rules by which the program watches itself.</summary>
public sealed class OwnRulesTests : AmtoolFixture
{
    private static readonly string Rules = Repository.Path("examples", "rules", "tocsin.yml");
    private static readonly string Tests = Repository.Path("tests", "Tool.Tests", "Rules", "tocsin_test.yml");

    [Theory]
    [InlineData("tocsin", "test")]
    [InlineData("promtool", "test", "rules")]
    public async Task They_fire_when_they_should_and_are_quiet_on_a_healthy_server(string program, params string[] verb)
    {
        int code = await StartAsync(program, "", [.. verb, Tests]);
        Assert.True(code == 0, Terminal.Out + Terminal.Error);
        Assert.Contains("SUCCESS", Terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_rules_without_a_doubt()
    {
        Assert.Equal(0, await StartAsync("tocsin", "", "check", "rules", Rules));
        Assert.DoesNotContain("warning", Terminal.Out + Terminal.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Each_says_how_grave_it_is_and_what_happened_is_tested_and_is_explained()
    {
        string page = File.ReadAllText(Repository.Path("docs", "self-monitoring.md"));
        string tests = File.ReadAllText(Tests);
        string[] rules = File.ReadAllText(Rules).Split("  - alert: ")[1..];
        Assert.NotEmpty(rules);
        foreach (string rule in rules)
        {
            string name = rule.Split('\n')[0];
            Assert.Matches("labels: {severity: (critical|warning)}\n", rule);
            Assert.Contains("\n      summary: ", rule, StringComparison.Ordinal);
            Assert.Contains("\n      description: ", rule, StringComparison.Ordinal);
            Assert.Contains($"runbook_url: docs/self-monitoring.md#{name.ToLowerInvariant()}\n", rule, StringComparison.Ordinal);
            Assert.Contains($"\n### {name}\n", page, StringComparison.Ordinal);
            Assert.Contains($"alertname: {name}\n", tests, StringComparison.Ordinal);
        }
    }
}
