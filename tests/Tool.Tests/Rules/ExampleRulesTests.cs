using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Rules;

/// <summary>The rules that people are shown are sound, and do what their own tests say.</summary>
public sealed class ExampleRulesTests : AmtoolFixture
{
    [Fact]
    public async Task Every_example_of_rules_passes_its_tests()
    {
        string[] tests = Directory.GetFiles(Repository.Path("examples", "rules", "tests"), "*.yml");
        Assert.NotEmpty(tests);
        Assert.Equal(0, await StartAsync("tocsin", "", ["test", .. tests]));
        string[] rules = Directory.GetFiles(Repository.Path("examples", "rules"), "*.yml");
        Assert.Equal(0, await StartAsync("tocsin", "", ["check", "rules", .. rules]));
    }
}
