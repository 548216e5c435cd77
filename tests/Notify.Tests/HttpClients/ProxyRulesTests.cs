using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Tests.HttpClients;

/// <summary>Which requests go through a proxy, by Go's rules.</summary>
public sealed class ProxyRulesTests
{
    [Theory]
    [InlineData("hooks.test", "", true)]
    [InlineData("hooks.test", "hooks.test", false)]
    [InlineData("HOOKS.test", "hooks.TEST", false)]
    [InlineData("deep.hooks.test", "hooks.test", false)]
    [InlineData("deep.hooks.test", ".hooks.test", false)]
    [InlineData("deep.hooks.test", "*.hooks.test", false)]
    [InlineData("hooks.test", ".hooks.test", true)]
    [InlineData("badhooks.test", "hooks.test", true)]
    [InlineData("hooks.test", "other.test, hooks.test:80", false)]
    [InlineData("hooks.test", "hooks.test:81", true)]
    [InlineData("hooks.test", "*", false)]
    [InlineData("192.0.2.7", "192.0.2.0/24", false)]
    [InlineData("192.0.2.7", "192.0.3.0/24", true)]
    [InlineData("192.0.2.7", "192.0.2.7", false)]
    [InlineData("192.0.2.7", "192.0.2.8", true)]
    [InlineData("localhost", "", true)]
    [InlineData("127.0.0.5", "", true)]
    [InlineData("localhost", "other.test", false)]
    [InlineData("127.0.0.5", "other.test", false)]
    [InlineData("[::1]", "other.test", false)]
    public void Exceptions_are_hosts_domains_networks_and_ports_and_with_them_this_machine(
        string host, string noProxy, bool isProxied)
    {
        var config = new ProxyConfig { Url = new WebUrl("http://proxy.test:3128"), NoProxy = noProxy };

        Uri? proxy = ProxyRules.From(config, static _ => null)!.Find(new Uri($"http://{host}/hook"));

        Assert.Equal(isProxied ? "http://proxy.test:3128/" : null, proxy?.ToString());
    }

    [Fact]
    public void The_environment_names_a_proxy_for_each_scheme_in_either_case()
    {
        Dictionary<string, string> environment = new()
        {
            ["HTTP_PROXY"] = "plain.test:8080",
            ["https_proxy"] = "http://secure.test:8443",
            ["NO_PROXY"] = "inside.test",
        };
        ProxyRules rules = ProxyRules.From(
            new ProxyConfig { FromEnvironment = true }, name => environment.GetValueOrDefault(name))!;

        Assert.Equal("http://plain.test:8080/", rules.Find(new Uri("http://a.test/"))?.ToString());
        Assert.Equal("http://secure.test:8443/", rules.Find(new Uri("https://a.test/"))?.ToString());
        Assert.Null(rules.Find(new Uri("https://b.inside.test/")));
    }

    [Fact]
    public void Without_a_proxy_configured_there_are_no_rules()
    {
        Assert.Null(ProxyRules.From(ProxyConfig.None, static _ => "http://proxy.test"));
    }
}
