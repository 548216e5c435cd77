namespace Tocsin.Yaml;

/// <summary>Finds what a mistyped name was probably meant to be.</summary>
public static class NearestName
{
    private const int NameLengthMax = 64;

    /// <summary>The nearest of the known names; null if none is near.</summary>
    public static string? Find(string name, IEnumerable<string> known) => FindAll(name, known).FirstOrDefault();

    /// <summary>The known names that are near, the nearest first.</summary>
    public static IEnumerable<string> FindAll(string name, IEnumerable<string> known) =>
        name.Length > NameLengthMax ? [] : known
            .Select(k => (Name: k, Distance: Distance(name, k)))
            .Where(k => k.Distance <= Math.Max(1, name.Length / 3))
            .OrderBy(k => k.Distance)
            .Select(k => k.Name);

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[NameLengthMax + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            row[i] = i;
        }

        for (int j = 1; j <= b.Length; j++)
        {
            int diagonal = row[0];
            row[0] = j;
            for (int i = 1; i <= a.Length; i++)
            {
                int above = row[i];
                row[i] = Math.Min(Math.Min(above, row[i - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[a.Length];
    }
}
