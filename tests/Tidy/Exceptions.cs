namespace Tocsin.Tidy;

/// <summary>
/// What may break a rule, by name: lines of <c>exceptions.txt</c>, each a rule, a place and after <c>#</c> the reason. An
/// exception that nothing needs any more fails too, so the list only shrinks.
/// </summary>
internal static class Exceptions
{
    private static readonly HashSet<(string Rule, string Place)> All = Read();

    /// <summary>Fails with every violation that has no exception, and with every exception that has no violation.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="violations">Where it is broken, and what is said of it.</param>
    public static void Check(string rule, IEnumerable<(string Place, string What)> violations)
    {
        (string Place, string What)[] found = [.. violations];
        string[] unexcused = [.. found.Where(v => !All.Contains((rule, v.Place))).Select(v => $"{v.Place}: {v.What}")];
        IEnumerable<string> needless = All.Where(e => e.Rule == rule).Select(e => e.Place).Except(found.Select(v => v.Place));
        string[] faults = [.. unexcused.Order(StringComparer.Ordinal), .. needless.Select(p => $"{p}: needs no exception")];
        Assert.True(faults.Length == 0, $"{rule}: {faults.Length}\n{string.Join('\n', faults)}");
    }

    private static HashSet<(string Rule, string Place)> Read() =>
    [
        .. File.ReadLines(Repository.Path("tests", "Tidy", "exceptions.txt"))
            .Select(line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length == 2)
            .Select(words => (words[0], words[1])),
    ];
}
