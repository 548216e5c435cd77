using Tocsin.Rules.Files;
using Tocsin.Server.Config;

namespace Tocsin.Server.Tests.Config;

public sealed class BackendConfigTests
{
    [Fact]
    public void Every_key_is_read()
    {
        TocsinLoadResult result = Load("""
            backends:
              far:
                url: http://mimir:8080/prometheus/
                type: mimir
                read: query
                read_url: http://mimir:8080/read
                write_url: http://mimir:8080/api/v1/push
                push_down: aggregations
                tenant: payments
                timeout: 7s
                retries: 4
                queries_max: 3
                answer_mib_max: 5
                partial_response: abort
            """);
        Assert.Empty(result.Errors);
        BackendConfig far = result.Config!.Backends["far"];
        Assert.Equal(("mimir", "query", "aggregations", "payments"), (far.Type, far.Read, far.PushDown, far.Tenant));
        Assert.Equal((TimeSpan.FromSeconds(7), 4, 3, 5L << 20, true), (
            far.Timeout, far.Retries, far.QueriesMax, far.AnswerBytesMax, far.FailsOnWarnings));
        Assert.Equal("http://mimir:8080/prometheus/api/v1/query", far.AddressOf("api/v1/query").AbsoluteUri);
        Assert.Equal(("http://mimir:8080/read", "http://mimir:8080/api/v1/push"), (
            far.ReadAddress.AbsoluteUri, far.WriteAddress.AbsoluteUri));
    }

    [Theory]
    [InlineData("url: mimir", "\"mimir\" is no address")]
    [InlineData("{url: 'http://a', read_url: b}", "\"b\" is no address")]
    [InlineData("{url: 'http://a', type: cortex}", "unknown type \"cortex\"")]
    [InlineData("{url: 'http://a', read: all}", "unknown read \"all\"")]
    [InlineData("{url: 'http://a', push_down: some}", "unknown push_down \"some\"")]
    [InlineData("{url: 'http://a', partial_response: fail}", "unknown partial_response \"fail\"")]
    [InlineData("{url: 'http://a', retries: 11}", "retries must be between 0 and 10")]
    [InlineData("{url: 'http://a', answer_mib_max: 0}", "answer_mib_max must be between 1 and 1000")]
    [InlineData("{url: 'http://a', timeout: 0s}", "timeout must be greater than zero")]
    [InlineData("{url: 'http://a', tenant: \"a\\nb\"}", "a tenant is sent in a header")]
    public void What_is_wrong_is_told(string backend, string error)
    {
        TocsinLoadResult result = Load($"backends:\n  far:\n    {backend}\n");
        Assert.Contains(result.Errors, wrong => wrong.ToString().Contains(error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("series: {backend: far}", "far", true)]
    [InlineData("series: {backend: far}\nrules: {backend: own}", "", false)]
    [InlineData("series: {backend: far}\nrules: {evaluate: backend}", "far", false)]
    [InlineData("rules: {backend: far}", "far", false)]
    [InlineData("rules: {backend: far, evaluate: here}", "far", true)]
    public void Rules_are_evaluated_over_the_series_that_queries_see_unless_they_say(string settings, string backend, bool isHere)
    {
        TocsinLoadResult result = Load("backends: {far: {url: 'http://a'}}\n" + settings);
        Assert.Empty(result.Errors);
        RuleFileOptions rules = result.Config!.RuleFileOptions();
        Assert.Equal((backend, isHere), (rules.DefaultBackend, rules.DefaultBackend.Length > 0 && rules.EvaluatesDefaultHere));
        Assert.Equal(settings.Contains("here", StringComparison.Ordinal), rules.EvaluatesHere);
    }

    [Theory]
    [InlineData("series: {backend: nobody}")]
    [InlineData("rules: {backend: nobody}")]
    public void A_backend_that_is_not_there_is_told(string settings)
    {
        Assert.Contains(Load(settings).Errors, wrong =>
            wrong.ToString().Contains("unknown backend \"nobody\"", StringComparison.Ordinal));
    }

    private static TocsinLoadResult Load(string text) =>
        new TocsinConfigLoader(new ConfigLoading.MemoryFiles { ["/etc/tocsin/tocsin.yml"] = text }).Load("/etc/tocsin/tocsin.yml");
}
