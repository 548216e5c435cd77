namespace Tocsin.Rules.Groups;

/// <summary>
/// In which order rules are evaluated that are due at one instant. Rules of one level share a view of the store; what they
/// write is seen from the next level on. Within a group a rule sees what earlier rules wrote at this instant and what later
/// ones wrote at the last, as in Prometheus; over groups a rule sees what it reads, unless rules read each other in a
/// circle. Immutable.
/// </summary>
public sealed class RuleOrder
{
    private readonly int[][] _levels;

    private RuleOrder(int[][] levels, IReadOnlyList<string> cycles) => (_levels, Cycles) = (levels, cycles);

    /// <summary>Groups whose rules read each other in a circle: they see each other's results one instant late.</summary>
    public IReadOnlyList<string> Cycles { get; }

    /// <summary>The level of a rule, from 0.</summary>
    public int LevelOf(int group, int rule) => _levels[group][rule];

    /// <summary>Orders the rules of groups.</summary>
    public static RuleOrder Of(IReadOnlyList<RuleGroupModel> groups)
    {
        var graph = new RuleGraph(groups);
        string? cycle = graph.BreakCycles();
        int[] flat = graph.Levels();
        int[][] levels = new int[groups.Count][];
        int at = 0;
        for (int i = 0; i < groups.Count; i++)
        {
            levels[i] = flat[at..(at + groups[i].Rules.Count)];
            at += groups[i].Rules.Count;
        }

        return new RuleOrder(levels, cycle is null ? [] : [cycle]);
    }
}
