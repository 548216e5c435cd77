using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.Harness;

/// <summary>The makes of server that a scenario runs against.</summary>
public static class Subjects
{
    /// <summary>
    /// The real Alertmanager, which proves the scenario, and Tocsin. <c>TOCSIN_SUBJECTS</c> narrows it to the names
    /// that it holds.
    /// </summary>
    public static TheoryData<Subject> All { get; } = [.. Enum.GetValues<Subject>().Where(IsWanted)];

    /// <summary>The client and the server of each pairing that must work: the real amtool drives Tocsin too.</summary>
    public static TheoryData<Subject, Subject> AmtoolAndServer { get; } = Pairs();

    private static TheoryData<Subject, Subject> Pairs()
    {
        var pairs = new TheoryData<Subject, Subject>();
        foreach (Subject amtool in Enum.GetValues<Subject>().Where(IsWanted))
        {
            foreach (Subject server in Enum.GetValues<Subject>().Where(IsWanted))
            {
                pairs.Add(amtool, server);
            }
        }

        return pairs;
    }

    private static bool IsWanted(Subject subject)
    {
        string? named = Environment.GetEnvironmentVariable("TOCSIN_SUBJECTS");
        return string.IsNullOrEmpty(named) || named.Contains(subject.ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
