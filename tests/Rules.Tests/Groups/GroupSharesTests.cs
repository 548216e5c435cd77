using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Tests.Groups;

public sealed class GroupSharesTests
{
    private static readonly string[] Three = ["http://a:9093", "http://b:9093", "http://c:9093"];
    private static readonly RuleGroupModel[] Groups = [.. Enumerable.Range(0, 900).Select(i => RuleWorld.Group($"group {i}", 15))];

    [Fact]
    public void Every_group_has_one_owner_and_the_shares_are_alike()
    {
        int[] shares = [.. Three.Select(member => GroupShares.Of(Groups, member, Three).Count)];

        Assert.Equal(Groups.Length, shares.Sum());
        Assert.All(shares, share => Assert.InRange(share, 240, 360));
        Assert.Equal(Groups.ToHashSet(), Three.SelectMany(member => GroupShares.Of(Groups, member, Three)).ToHashSet());
    }

    [Fact]
    public void A_member_that_goes_moves_none_but_its_own_groups()
    {
        foreach (RuleGroupModel group in Groups.Where(group => GroupShares.OwnerOf(group.Key, Three) != Three[1]))
        {
            Assert.Equal(GroupShares.OwnerOf(group.Key, Three), GroupShares.OwnerOf(group.Key, [Three[0], Three[2]]));
        }
    }

    [Fact]
    public void The_order_of_the_members_does_not_matter() =>
        Assert.All(Groups, group => Assert.Equal(
            GroupShares.OwnerOf(group.Key, Three), GroupShares.OwnerOf(group.Key, [Three[2], Three[0], Three[1]])));

    [Fact]
    public void Who_is_alone_has_all_groups() => Assert.Same(Groups, GroupShares.Of(Groups, "", [""]));
}
