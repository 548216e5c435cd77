using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Rules;

public sealed class RulesListTests : AmtoolFixture
{
    [Fact]
    public async Task Rules_that_match_nothing_are_listed_with_their_selectors_and_the_exit_code_tells()
    {
        Api.On("GET /api/v1/rules", 200, Groups(
            """{"type":"alerting","name":"Blind","state":"inactive","health":"ok","unmatchedSelectors":["gone","b{x=\"1\"}"]}"""));

        Assert.Equal(1, await ListAsync("--never-matched"));
        Assert.Equal(
            """
            file   group  rule   type      health  state     matches nothing
            a.yml  g      Blind  alerting  ok      inactive  gone, b{x="1"}

            """,
            Terminal.Out);
        Assert.Equal("GET /api/v1/rules?never_matched=true", Assert.Single(Api.Requests));
    }

    [Fact]
    public async Task Rules_that_fail_are_listed_with_their_error()
    {
        Api.On("GET /api/v1/rules", 200, Groups(
            """{"type":"recording","name":"r","health":"ok"},{"type":"recording","name":"s","health":"err","lastError":"bad"}"""));

        Assert.Equal(0, await ListAsync("--unhealthy"));
        Assert.Equal(
            """
            file   group  rule  type       health  state  error
            a.yml  g      s     recording  err     -      bad

            """,
            Terminal.Out);
    }

    [Fact]
    public async Task Programs_get_the_rules_with_their_file_and_group()
    {
        Api.On("GET /api/v1/rules", 200, Groups("""{"type":"recording","name":"r","health":"ok"}"""));
        Assert.Equal(0, await ListAsync("-o", "json"));
        Assert.Equal(
            """[{"type":"recording","name":"r","health":"ok","file":"a.yml","group":"g"}]""" + "\n", Terminal.Out);
    }

    private static string Groups(string rules) =>
        """{"status":"success","data":{"groups":[{"name":"g","file":"a.yml","rules":[""" + rules + "]}]}}";

    private Task<int> ListAsync(params string[] flags) =>
        StartAsync("tocsin", "", ["rules", "list", $"--server.url={Api.Address}", .. flags]);
}
