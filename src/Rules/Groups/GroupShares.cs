using Tocsin.Model.Labels;
using Tocsin.PromQL.Numbers;

namespace Tocsin.Rules.Groups;

/// <summary>
/// Divides groups among replicas by rendezvous hashing: each group belongs to the member that it scores highest, so that a
/// member which comes or goes moves none but its own groups. All replicas that know the same members agree.
/// </summary>
public static class GroupShares
{
    /// <summary>The member that evaluates a group.</summary>
    /// <param name="group">What the group is called, file and name.</param>
    /// <param name="members">The live members, at least one, in any order.</param>
    public static string OwnerOf(string group, IReadOnlyCollection<string> members) =>
        members.MaxBy(member => (ScoreOf(group, member), member))!;

    /// <summary>The groups that a member evaluates.</summary>
    public static IReadOnlyList<RuleGroupModel> Of(
        IReadOnlyList<RuleGroupModel> groups, string self, IReadOnlyCollection<string> members) =>
        members.Count <= 1 ? groups : [.. groups.Where(group => OwnerOf(group.Key, members) == self)];

    private static ulong ScoreOf(string group, string member) => LabelHash.Of(LabelSet.Of(("group", group), ("member", member)));
}
