using Tocsin.Rules.Files;
using Tocsin.Rules.Files.Lints;
using Tocsin.Server.Config;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Rules;

/// <summary>What was found in a rule file.</summary>
/// <param name="Severity">An error keeps the file from being used.</param>
/// <param name="Lint">The lint that found it; null for what loading tells.</param>
/// <param name="Fault">What and where.</param>
internal sealed record RuleFinding(Severity Severity, string? Lint, RuleFileFault Fault)
{
    /// <summary>The message with the lint's name.</summary>
    public string Text => Lint is null ? Fault.Message : $"{Fault.Message} [{Lint}]";
}

/// <summary>A rule file that was looked at.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Result">What reading gave.</param>
/// <param name="Lints">What lints found.</param>
internal sealed record CheckedRules(string Path, RuleFileResult Result, IReadOnlyList<RuleLintFinding> Lints)
{
    /// <summary>What standard input is called.</summary>
    public const string Input = "standard input";

    /// <summary>How many rules it has.</summary>
    public int Rules => Result.Groups.Sum(group => group.Rules.Count);

    /// <summary>All findings, errors first.</summary>
    public IEnumerable<RuleFinding> Findings =>
    [
        .. Result.Faults.Select(fault => new RuleFinding(Severity.Error, null, fault)),
        .. Result.Warnings.Select(fault => new RuleFinding(Severity.Warning, null, fault)),
        .. Lints.Select(found => new RuleFinding(Severity.Warning, found.Lint, found.Fault)),
    ];

    /// <summary>Looks at the files of the argument <c>rule-files</c>, or at standard input if there are none.</summary>
    public static IEnumerable<CheckedRules> Read(Invocation given, RuleFileOptions options, RuleLintOptions lints)
    {
        IReadOnlyList<string> paths = given.List("rule-files");
        if (paths.Count == 0)
        {
            using Stream input = given.Terminal.OpenInput();
            var content = new MemoryStream();
            input.CopyTo(content);
            yield return Check(Input, RuleFileReader.Read(Input, content.ToArray(), options), lints);
        }

        foreach (CheckedRules file in Read(paths, options, lints))
        {
            yield return file;
        }
    }

    /// <summary>Looks at files.</summary>
    public static IEnumerable<CheckedRules> Read(IEnumerable<string> paths, RuleFileOptions options, RuleLintOptions lints)
    {
        var disk = new DiskFileSource();
        foreach (string path in paths)
        {
            RuleFileResult result = disk.TryRead(path, out byte[] content) is { } error
                ? new RuleFileResult([], [new RuleFileFault(path, default, error)])
                : RuleFileReader.Read(path, content, options);
            yield return Check(path, result, lints);
        }
    }

    private static CheckedRules Check(string path, RuleFileResult result, RuleLintOptions lints) =>
        new(path, result, RuleLints.Run(result, lints));
}
