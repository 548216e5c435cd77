using System.Collections.Immutable;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Files;

/// <summary>What reading rule files gave.</summary>
/// <param name="Groups">The groups in the order of the files; of a file with a fault, none.</param>
/// <param name="Faults">All that is wrong, in the order of the files.</param>
public sealed record RuleFileResult(ImmutableArray<RuleGroupModel> Groups, ImmutableArray<RuleFileFault> Faults)
{
    /// <summary>Nothing at all.</summary>
    public static readonly RuleFileResult Empty = new([], []);

    /// <summary>What is doubtful; the groups are used all the same.</summary>
    public ImmutableArray<RuleFileFault> Warnings { get; init; } = [];

    /// <summary>True if nothing is wrong.</summary>
    public bool IsOk => Faults.IsEmpty;

    /// <summary>Where what was read stands, for whoever looks at it further.</summary>
    internal ImmutableArray<ReadGroup> Sources { get; init; } = [];
}
