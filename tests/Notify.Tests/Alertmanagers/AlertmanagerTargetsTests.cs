using Tocsin.Model.Labels;
using Tocsin.Model.Relabel;
using Tocsin.Notify.Alertmanagers;

namespace Tocsin.Notify.Tests.Alertmanagers;

public sealed class AlertmanagerTargetsTests : IDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler());

    [Theory]
    [InlineData("", "http://am:9093/api/v2/alerts")]
    [InlineData("/", "http://am:9093/api/v2/alerts")]
    [InlineData("prefix", "http://am:9093/prefix/api/v2/alerts")]
    [InlineData("/a/b/", "http://am:9093/a/b/api/v2/alerts")]
    public void A_prefix_stands_before_the_path(string prefix, string url) =>
        Assert.Equal([url], Of(new AlertmanagerSet { Client = _client, PathPrefix = prefix }, "am:9093").Active);

    [Fact]
    public void Rules_change_addresses_and_drop_them()
    {
        AlertmanagerTargets targets = Of(
            new AlertmanagerSet
            {
                Client = _client,
                Targets = Relabeling.Of(
                [
                    new RelabelConfig { SourceLabels = ["__address__"], Regex = "old.*", Action = RelabelAction.Drop },
                    new RelabelConfig { TargetLabel = "__scheme__", Replacement = "https" },
                ]),
            },
            "am:9093", "old:9093", "am:9093");

        Assert.Equal(["https://am:9093/api/v2/alerts"], targets.Active);
        Assert.Equal(["http://old:9093/api/v2/alerts"], targets.Dropped);
    }

    [Fact]
    public void An_address_that_is_none_is_named_and_costs_no_other()
    {
        AlertmanagerTargets targets = Of(new AlertmanagerSet { Client = _client }, "am:port", "am:9093");

        Assert.Equal(["http://am:9093/api/v2/alerts"], targets.Active);
        Assert.Contains("am:port", Assert.Single(targets.Faults), StringComparison.Ordinal);
    }

    public void Dispose() => _client.Dispose();

    private static AlertmanagerTargets Of(AlertmanagerSet set, params string[] addresses) =>
        AlertmanagerTargets.Of(set, addresses.Select(address => LabelSet.Of(("__address__", address))));
}
