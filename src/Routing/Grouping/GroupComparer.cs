using System.Runtime.CompilerServices;
using Tocsin.Model.Labels;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Grouping;

/// <summary>What makes a group: its route and the block of its labels.</summary>
internal readonly ref struct GroupName(RouteNode route, ReadOnlySpan<byte> labels)
{
    public RouteNode Route { get; } = route;

    public ReadOnlySpan<byte> Labels { get; } = labels;
}

/// <summary>Finds groups by their names, without an entry for the name beside that for the group.</summary>
internal sealed class GroupComparer : IEqualityComparer<AlertGroup>, IAlternateEqualityComparer<GroupName, AlertGroup>
{
    public static readonly GroupComparer Instance = new();

    public bool Equals(AlertGroup? left, AlertGroup? right) =>
        ReferenceEquals(left, right)
        || (left is not null && right is not null && Equals(new GroupName(left.Route, left.Labels.Encoded), right));

    public int GetHashCode(AlertGroup group) => HashOf(group.Route, group.Labels.GetHashCode());

    public bool Equals(GroupName name, AlertGroup group) =>
        ReferenceEquals(name.Route, group.Route) && name.Labels.SequenceEqual(group.Labels.Encoded);

    public int GetHashCode(GroupName name) => HashOf(name.Route, LabelSet.HashOf(name.Labels));

    public AlertGroup Create(GroupName name) => throw new NotSupportedException("a group is opened, not looked up into being");

    private static int HashOf(RouteNode route, int labels) => HashCode.Combine(RuntimeHelpers.GetHashCode(route), labels);
}

/// <summary>Finds groups by their ids; their texts are made anew for each look.</summary>
internal sealed class GroupIdComparer : IEqualityComparer<AlertGroup>, IAlternateEqualityComparer<string, AlertGroup>
{
    public static readonly GroupIdComparer Instance = new();

    public bool Equals(AlertGroup? left, AlertGroup? right) => ReferenceEquals(left, right);

    public int GetHashCode(AlertGroup group) => GroupTable.HashOf(group.Id);

    public bool Equals(string id, AlertGroup group) => group.Id == id;

    public int GetHashCode(string id) => GroupTable.HashOf(id);

    public AlertGroup Create(string id) => throw new NotSupportedException("a group is opened, not looked up into being");
}
