using System.Runtime.CompilerServices;
using Tocsin.Model.Labels;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Grouping;

/// <summary>What makes a group: its route and its labels.</summary>
internal readonly record struct GroupName(RouteNode Route, LabelSet Labels);

/// <summary>Finds groups by their names, without an entry for the name beside that for the group.</summary>
internal sealed class GroupComparer : IEqualityComparer<AlertGroup>, IAlternateEqualityComparer<GroupName, AlertGroup>
{
    public static readonly GroupComparer Instance = new();

    public bool Equals(AlertGroup? left, AlertGroup? right) =>
        ReferenceEquals(left, right)
        || (left is not null && right is not null && Equals(new GroupName(left.Route, left.Labels), right));

    public int GetHashCode(AlertGroup group) => GetHashCode(new GroupName(group.Route, group.Labels));

    public bool Equals(GroupName name, AlertGroup group) =>
        ReferenceEquals(name.Route, group.Route) && name.Labels.Equals(group.Labels);

    public int GetHashCode(GroupName name) =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(name.Route), name.Labels.GetHashCode());

    public AlertGroup Create(GroupName name) => throw new NotSupportedException("a group is opened, not looked up into being");
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
