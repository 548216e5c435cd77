using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>One thing that is wrong in a rule file.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="At">Where in the file; for expressions and templates the place inside them. Unknown for the whole file.</param>
/// <param name="Text">What is wrong, in upstream's words where it has words for it.</param>
public sealed record RuleFileFault(string File, YamlPosition At, string Text)
{
    /// <summary>The group's name; null if the fault is in none.</summary>
    public string? Group { get; init; }

    /// <summary>Which rule of the group, from 1; 0 for none.</summary>
    public int Rule { get; init; }

    /// <summary>The rule's name; empty if it has none.</summary>
    public string RuleName { get; init; } = "";

    /// <summary>The key, such as <c>expr</c>; empty if unknown.</summary>
    public string Key { get; init; } = "";

    /// <summary>What to do about it, or null.</summary>
    public string? Hint { get; init; }

    /// <summary>
    /// The message without the file and the place: <c>group "g", rule 1, "Down": could not parse expression: …</c>
    /// </summary>
    public string Message
    {
        get
        {
            var text = new StringBuilder();
            if (Group is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"group {GoQuote.Quote(Group)}");
                text.Append(Rule > 0 ? $", rule {Rule}, {GoQuote.Quote(RuleName)}: " : ": ");
            }

            return text.Append(Text).ToString();
        }
    }

    /// <summary><c>rules.yml:7:11: group "g", rule 1, "Down": …</c>, with the hint.</summary>
    public override string ToString() =>
        $"{File}{(At.IsUnknown ? "" : $":{At}")}: {Message}{(Hint is null ? "" : $" ({Hint})")}";
}
