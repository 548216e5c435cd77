using Tocsin.Journal.Format;

namespace Tocsin.Journal.Events.Rules;

/// <summary>Which rule: it stays the same over restarts and as long as nobody renames or moves it.</summary>
/// <param name="Group">The group's file and name, joined.</param>
/// <param name="Rule">The rule's name and labels as written, and its number among those alike.</param>
public readonly record struct RuleKey(string Group, string Rule)
{
    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static RuleKey Read(ref EventReader fields) => new(fields.ReadString(), fields.ReadString());

    /// <summary>Writes both.</summary>
    public void Write(ref EventWriter writer)
    {
        writer.WriteString(Group);
        writer.WriteString(Rule);
    }
}
