using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tocsin.Tidy;

/// <summary>The files of the repository, read once.</summary>
internal static class Sources
{
    private static readonly string[] Skipped = ["artifacts", "out", "node_modules", ".git", "obj", "bin", "data"];

    /// <summary>Every file that people write, by its path from the root with forward slashes.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Read();

    /// <summary>The C# files below a folder such as <c>src/</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> CSharp(string folder) => All
        .Where(f => f.Key.StartsWith(folder, StringComparison.Ordinal) && f.Key.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>Every C# file of the repository.</summary>
    public static IEnumerable<KeyValuePair<string, string>> CSharp() => CSharp("");

    /// <summary>The syntax of a file.</summary>
    public static SyntaxNode Parse(string text) => CSharpSyntaxTree.ParseText(text).GetRoot();

    /// <summary>How many lines a text has.</summary>
    public static int Lines(string text) => text.Count(c => c == '\n') + (text.EndsWith('\n') ? 0 : 1);

    private static Dictionary<string, string> Read()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var folders = new Stack<string>([Repository.Root]);
        while (folders.TryPop(out string? folder))
        {
            foreach (string inner in Directory.EnumerateDirectories(folder))
            {
                if (!Skipped.Contains(Path.GetFileName(inner)))
                {
                    folders.Push(inner);
                }
            }

            foreach (string file in Directory.EnumerateFiles(folder).Where(IsText))
            {
                string name = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
                found[name] = File.ReadAllText(file);
            }
        }

        return found;
    }

    private static bool IsText(string file) =>
        Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".slnx" or ".md" or ".txt" or ".yml" or ".yaml"
            or ".json" or ".py" or ".sh" or ".ts" or ".tsx" or "" && Path.GetFileName(file) is not (".git" or "LICENSE");
}
