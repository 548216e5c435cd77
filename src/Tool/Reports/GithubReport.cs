using Tocsin.Yaml;

namespace Tocsin.Tool.Reports;

/// <summary>Writes findings as the commands by which a GitHub workflow marks lines of files.</summary>
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
internal static class GithubReport
{
    /// <summary>One line, without its end.</summary>
    /// <param name="level"><c>error</c>, <c>warning</c> or <c>notice</c>.</param>
    /// <param name="place">The file and where in it.</param>
    /// <param name="title">A few words.</param>
    /// <param name="message">The finding.</param>
    public static string Line(string level, (string File, YamlPosition At) place, string title, string message)
    {
        string at = place.At.IsUnknown ? "" : $",line={place.At.Line},col={place.At.Column}";
        return $"::{level} file={Property(place.File)}{at},title={Property(title)}::{Data(message)}";
    }

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
