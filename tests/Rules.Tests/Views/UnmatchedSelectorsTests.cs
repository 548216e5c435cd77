using Tocsin.Rules.Groups;
using Tocsin.Rules.Views;

namespace Tocsin.Rules.Tests.Views;

public sealed class UnmatchedSelectorsTests
{
    private readonly IReadOnlyList<RuleGroupModel> _groups = RuleWorld.Read("""
        - name: g
          interval: 1m
          rules:
          - {alert: Seen, expr: t > 1}
          - {alert: Half, expr: 'sum(t) / sum(rate(gone{job="x"}[5m] offset 1h)) > 0.1 or gone{job="x"} > 1'}
          - {alert: Meant, expr: 'absent(gone) or absent_over_time(gone[5m]) or ALERTS{alertname="No"}'}
          - {alert: End, expr: t > 1, resolve_expr: u < 1}
          - {record: r, expr: 'vector(1)'}
        """);

    [Fact]
    public void Each_selector_that_matches_nothing_is_told_with_its_rule_once()
    {
        using var world = new RuleWorld(_groups);
        world.Write(0, "t");
        var unmatched = new UnmatchedSelectors(world.Store);
        Assert.Equal(["Half: gone{job=\"x\"}", "End: u"], Told(unmatched));
    }

    [Fact]
    public void A_selector_that_matched_once_is_told_no_more()
    {
        using var world = new RuleWorld(_groups);
        var unmatched = new UnmatchedSelectors(world.Store);
        Assert.Equal(["Seen: t", "Half: t, gone{job=\"x\"}", "End: t, u"], Told(unmatched));
        world.Sleep(5_000_000);
        world.Write(1, "t");
        world.Write(1, "u");
        world.Write(1, "gone", ("job", "x"));
        Assert.Empty(Told(unmatched));
    }

    private List<string> Told(UnmatchedSelectors unmatched) =>
    [
        .. unmatched.Find(_groups[0].Rules, TestContext.Current.CancellationToken)
            .Select(found => $"{found.Key.Name}: {string.Join(", ", found.Value)}"),
    ];
}
