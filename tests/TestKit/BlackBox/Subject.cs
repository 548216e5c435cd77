namespace Tocsin.TestKit.BlackBox;

/// <summary>An Alertmanager to test: the real one, or Tocsin started by the same name with the same flags.</summary>
public enum Subject
{
    /// <summary>Debian's build of the real Alertmanager.</summary>
    Alertmanager,

    /// <summary>Our published program.</summary>
    Tocsin,
}

/// <summary>The programs of a subject.</summary>
public static class SubjectPrograms
{
    /// <summary>The server's path; skips or fails the test where it is missing.</summary>
    public static string Server(this Subject subject) =>
        subject == Subject.Alertmanager ? Needs.Peer("prometheus-alertmanager") : Needs.Published("alertmanager");

    /// <summary>The command-line client's path; skips or fails the test where it is missing.</summary>
    public static string Amtool(this Subject subject) =>
        subject == Subject.Alertmanager ? Needs.Peer("amtool") : Needs.Published("amtool");
}
