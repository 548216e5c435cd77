using System.Runtime.CompilerServices;
using Tocsin.Model.Labels;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Grouping;

/// <summary>What makes a group: its route and the block of its labels.</summary>
internal readonly ref struct GroupName(RouteNode route, ReadOnlySpan<byte> labels)
{
    public RouteNode Route { get; } = route;

    public ReadOnlySpan<byte> Labels { get; } = labels;
}

/// <summary>Finds groups by their names.</summary>
internal readonly struct ByName : IKeyRule<GroupName, AlertGroup>
{
    public static GroupName KeyOf(AlertGroup item) => new(item.Route, item.Labels.Encoded);

    public static int HashOf(GroupName key) => HashCode.Combine(RuntimeHelpers.GetHashCode(key.Route), LabelSet.HashOf(key.Labels));

    public static bool Is(AlertGroup item, GroupName key) =>
        ReferenceEquals(key.Route, item.Route) && key.Labels.SequenceEqual(item.Labels.Encoded);
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
