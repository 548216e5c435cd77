using System.Text;
using Tocsin.Server.Config;

namespace Tocsin.Server.Tests.Config;

/// <summary>Loads configurations from texts.</summary>
internal static class ConfigLoading
{
    public const string Root = "route: {receiver: r}\n";

    public static LoadResult Load(string text, LoadOptions? options = null) =>
        new ConfigLoader(new MemoryFiles { ["/etc/am/alertmanager.yml"] = text })
            .Load("/etc/am/alertmanager.yml", options ?? new());

    /// <summary>Loads one receiver <c>r</c> with the given keys, indented by four, and whatever stands before.</summary>
    public static LoadResult LoadReceiver(string keys, string before = "") =>
        Load($"{before}{Root}receivers:\n  - name: r\n    {keys}\n");

    internal sealed class MemoryFiles : Dictionary<string, string>, IFileSource
    {
        public string? TryRead(string path, out byte[] content)
        {
            bool found = TryGetValue(path, out string? text);
            content = Encoding.UTF8.GetBytes(text ?? "");
            return found ? null : $"open {path}: no such file or directory";
        }

        public IReadOnlyList<string> Glob(string pattern) => [.. Keys.Where(k => k == pattern)];
    }
}
