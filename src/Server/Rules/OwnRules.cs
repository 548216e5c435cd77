using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;

namespace Tocsin.Server.Rules;

/// <summary>The rules that watch this program, which are part of it: <c>examples/rules/tocsin.yml</c>. Stateless.</summary>
internal static class OwnRules
{
    /// <summary>Their namespace, in the place of a file's name.</summary>
    public const string Namespace = "tocsin";

    private static readonly byte[] Text = Load();

    /// <summary>Compiles them. They are this server's own affair: no backend evaluates them, and no setting delays them.</summary>
    /// <param name="options">What holds for rules of files.</param>
    public static IReadOnlyList<RuleGroupModel> Groups(RuleFileOptions options)
    {
        RuleFileResult read = RuleFileReader.Read(Namespace, Text, new RuleFileOptions { Parser = options.Parser });
        return read.IsOk ? read.Groups : throw new InvalidOperationException($"the own rules are wrong: {read.Faults[0]}");
    }

    /// <summary>Whether a group is one of them.</summary>
    public static bool Has(RuleGroupModel group) => group.File == Namespace;

    private static byte[] Load()
    {
        using Stream stream = typeof(OwnRules).Assembly.GetManifestResourceStream("rules/tocsin.yml")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
