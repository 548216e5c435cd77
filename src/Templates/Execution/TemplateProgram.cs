using System.Collections.Frozen;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Execution;

/// <summary>A template made ready to run. Immutable.</summary>
/// <param name="Tree">The tree it was made from, for messages.</param>
/// <param name="Body">The steps.</param>
/// <param name="Slots">How many variables may be live at once; slot 0 is <c>$</c>.</param>
internal sealed record TemplateProgram(TemplateTree Tree, Step[] Body, int Slots);

/// <summary>Programs that may call each other: some of their own over a shared base. Immutable.</summary>
internal sealed class ProgramSet
{
    public static readonly ProgramSet Empty = new(null, FrozenDictionary<string, TemplateProgram>.Empty);

    private readonly ProgramSet? _base;
    private readonly FrozenDictionary<string, TemplateProgram> _own;

    private ProgramSet(ProgramSet? below, FrozenDictionary<string, TemplateProgram> own) =>
        (_base, _own) = (below, own);

    public TemplateProgram? Find(string name)
    {
        for (ProgramSet? set = this; set is not null; set = set._base)
        {
            if (set._own.TryGetValue(name, out TemplateProgram? program))
            {
                return program;
            }
        }

        return null;
    }

    /// <summary>Programs for those trees over these.</summary>
    public ProgramSet With(IEnumerable<TemplateTree> trees, FrozenDictionary<string, GoFunction> functions) =>
        new(this, trees.Select(tree => ProgramCompiler.Compile(tree, functions)).ToFrozenDictionary(
            program => program.Tree.Name, StringComparer.Ordinal));
}
