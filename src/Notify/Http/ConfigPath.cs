namespace Tocsin.Notify.Http;

/// <summary>Where files named in a configuration are looked for.</summary>
public static class ConfigPath
{
    /// <summary>The path taken from <paramref name="directory"/> if it is relative; an empty path stays empty.</summary>
    // Source: Go filepath.Join, which also tidies the path.
    public static string Join(string directory, string path)
    {
        if (path.Length == 0 || Path.IsPathRooted(path))
        {
            return path;
        }

        var parts = new List<string>();
        bool isRooted = Path.IsPathRooted(directory);
        foreach (string part in $"{directory}/{path}".Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or ".") && !(part == ".." && isRooted))
            {
                parts.Add(part);
            }
        }

        string joined = string.Join('/', parts);
        return isRooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }
}
