using Tocsin.Rules.Files;
using Tocsin.Rules.Files.Lints;
using Tocsin.Server.Config;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Rules;

/// <summary><c>promtool check config</c>: its flags, its words and its exit codes.</summary>
// Source: promtool main, CheckConfig and checkConfig.
internal static class PromtoolCheckConfig
{
    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("config", "Check if the config files are valid or not.")
    {
        Flags =
        [
            new("syntax-only", "Only check the config file syntax, ignoring file and content validation referenced in the config")
            {
                Kind = ValueKind.Switch,
            },
            RuleFlags.Lint(PromtoolCheckRules.LintNames[0], PromtoolCheckRules.LintNames),
            RuleFlags.LintFatal,
            RuleFlags.IgnoreUnknownFields,
        ],
        Arguments = [new("config-files", "The config files to check.") { Kind = ValueKind.ExistingFileList, Required = true }],
        Run = RunAsync,
    };

    private static Task<int> RunAsync(Invocation given, CancellationToken cancellationToken)
    {
        var lints = new RuleLintOptions { Names = RuleFlags.Lints(given, PromtoolCheckRules.LintNames) };
        RuleFileOptions options = RuleFlags.Options(given) with { RuleFilesOnly = true };
        bool failed = false;
        bool doubtful = false;
        foreach (string path in given.List("config-files"))
        {
            (IReadOnlyList<string> ruleFiles, bool isGood) = CheckFile(path, given);
            failed |= !isGood;
            foreach (CheckedRules file in CheckedRules.Read(ruleFiles, options, lints))
            {
                PromtoolCheckRules.Print(file, given.Terminal);
                failed |= !file.Result.IsOk;
                doubtful |= file.Lints.Count > 0;
            }
        }

        return Task.FromResult(failed ? 1 : doubtful && given.IsOn("lint-fatal") ? PromtoolCheckRules.LintExitCode : 0);
    }

    private static (IReadOnlyList<string> RuleFiles, bool IsGood) CheckFile(string path, Invocation given)
    {
        Terminal terminal = given.Terminal;
        var disk = new DiskFileSource();
        terminal.Out.Write($"Checking {path}\n");
        PrometheusLoadResult loaded = new PrometheusConfigLoader(disk, Environment.GetEnvironmentVariable).Load(path);
        if (loaded.Config is not { } config)
        {
            return Fail(terminal, $"parsing YAML file {path}: {loaded.Message}");
        }

        string[] ruleFiles = [];
        if (!given.IsOn("syntax-only"))
        {
            if (config.RuleFiles.FirstOrDefault(f => !f.Contains('*', StringComparison.Ordinal) && !File.Exists(f)) is { } missing)
            {
                return Fail(terminal, $"\"{missing}\" does not point to an existing file");
            }

            ruleFiles = [.. config.RuleFiles.SelectMany(disk.Glob)];
            terminal.Out.Write(ruleFiles.Length > 0 ? $"  SUCCESS: {ruleFiles.Length} rule files found\n" : "");
        }

        terminal.Out.Write($" SUCCESS: {path} is valid prometheus config file syntax\n\n");
        return (ruleFiles, true);
    }

    private static (IReadOnlyList<string> RuleFiles, bool IsGood) Fail(Terminal terminal, string why)
    {
        terminal.Out.Flush();
        terminal.Error.Write($"  FAILED: {why}\n");
        terminal.Out.Write("\n");
        return ([], false);
    }
}
