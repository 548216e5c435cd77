using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>A part of a file that has groups: all of a rule file, or one of several manifests.</summary>
/// <param name="Schema">Its keys.</param>
/// <param name="Name">What tells it from the other parts; empty for a rule file.</param>
internal sealed record RuleFilePart(YamlSchema<RuleFileConfig> Schema, string Name)
{
    /// <summary>All of a rule file.</summary>
    public static readonly RuleFilePart Whole = new(RuleFileSchema.File, "");

    /// <summary>
    /// True if a text that is no template is doubtful only: the API server takes such manifests, so that they are about,
    /// and losing all the alerts of a file for the wording of one is worse than a page with an ugly text.
    /// </summary>
    public bool KeepsBadTexts { get; init; }
}
