using System.IO.Enumeration;

namespace Tocsin.Server.Config;

/// <summary>The files of this machine.</summary>
public sealed class DiskFileSource : IFileSource
{
    /// <inheritdoc/>
    public string? TryRead(string path, out byte[] content)
    {
        content = [];
        try
        {
            content = File.ReadAllBytes(path);
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Directory.Exists(path) ? $"read {path}: is a directory" : $"open {path}: no such file or directory";
        }
        catch (UnauthorizedAccessException)
        {
            return Directory.Exists(path) ? $"read {path}: is a directory" : $"open {path}: permission denied";
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            return $"open {path}: {e.Message}";
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Glob(string pattern)
    {
        bool isRooted = Path.IsPathRooted(pattern);
        List<string> found = [isRooted ? "/" : ""];
        foreach (string part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = [.. found.SelectMany(folder => Match(folder, part))];
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static IEnumerable<string> Match(string folder, string part)
    {
        if (part.AsSpan().IndexOfAny("*?[") < 0)
        {
            string path = Path.Combine(folder, part);
            return Path.Exists(path) ? [path] : [];
        }

        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder.Length == 0 ? "." : folder)
                .Select(entry => Path.GetFileName(entry))
                .Where(name => Matches(part, name))
                .Select(name => Path.Combine(folder, name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Sets such as [a-c] are turned into trials of each character, which FileSystemName does not know.
    private static bool Matches(string pattern, string name)
    {
        int open = pattern.IndexOf('[', StringComparison.Ordinal);
        int close = open < 0 ? -1 : pattern.IndexOf(']', open);
        return close < 0
            ? FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
            : name.Distinct().Any(c => InSet(pattern.AsSpan(open + 1, close - open - 1), c)
                && Matches(string.Concat(pattern.AsSpan(0, open), c.ToString(), pattern.AsSpan(close + 1)), name));
    }

    private static bool InSet(ReadOnlySpan<char> set, char c)
    {
        bool negated = set is ['^', ..];
        set = negated ? set[1..] : set;
        bool found = false;
        for (int i = 0; i < set.Length; i++)
        {
            bool isRange = i + 2 < set.Length && set[i + 1] == '-';
            found |= isRange ? c >= set[i] && c <= set[i + 2] : c == set[i];
            i += isRange ? 2 : 0;
        }

        return found != negated;
    }
}
