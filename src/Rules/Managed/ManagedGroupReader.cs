using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Managed;

/// <summary>Reads the text of one rule group, as Mimir's ruler takes it. Stateless and thread-safe.</summary>
// Source: Mimir HTTP API, "Set rule group": the body is one rule group.
public static class ManagedGroupReader
{
    /// <summary>Reads, checks and compiles a group; never throws for what is in it.</summary>
    /// <param name="name">The namespace, which stands for the file.</param>
    /// <param name="text">The group as YAML.</param>
    /// <param name="options">What holds where the group says nothing.</param>
    /// <param name="before">The group as it was, whose parts need not be parsed again; null for none.</param>
    public static RuleFileResult Read(string name, string text, RuleFileOptions options, RuleGroupModel? before = null) =>
        RuleFileReader.ReadGroup(name, text, options, before is null ? KnownParts.None : new KnownParts([before]));
}
