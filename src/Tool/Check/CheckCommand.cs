using System.Text.Json.Nodes;
using Tocsin.Server.Config;
using Tocsin.Server.Hosting;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Rules;

namespace Tocsin.Tool.Check;

/// <summary><c>tocsin check</c>: everything that is wrong or doubtful in configurations, with the place.</summary>
internal static class CheckCommand
{
    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("check", "Check files before the server reads them.")
    {
        Commands = [Configurations(), CheckRulesCommand.Create()],
    };

    private static CommandSpec Configurations() => new("config", Help)
    {
        IsDefault = true,
        Flags =
        [
            new("output", "How findings are printed: text or json")
            {
                Letter = 'o',
                Kind = ValueKind.Choice,
                Choices = ["text", "json"],
                Default = ["text"],
            },
            new("config", "Tocsin's own settings, whose defaults for global hold.") { Default = ["tocsin.yml"] },
            new("strict", "Refuse the keys that only Tocsin knows, as upstream does") { Kind = ValueKind.Switch },
            new("enable-feature", "The features that the server is started with.") { Default = [""] },
        ],
        Arguments = [new("files", "Configurations to check") { Kind = ValueKind.ExistingFileList, Required = true }],
        Run = RunAsync,
    };

    private const string Help = """
        Check configurations and say all that is wrong or doubtful, not only the first thing.

        Besides what the server refuses it finds what cannot work: templates that fail, names that are not defined,
        routes that nothing reaches. The exit code is 1 if there is an error, 0 with warnings only.
        """;

    private static Task<int> RunAsync(Invocation given, CancellationToken cancellationToken)
    {
        var files = new DiskFileSource();
        LoadOptions options = Options(given, Settings(given, files));
        CheckedFile[] results = [.. given.List("files").Select(path => CheckedFile.Check(path, files, options))];
        if (given.Text("output") == "json")
        {
            given.Terminal.Out.Write(Json.Compact(new JsonArray([.. results.Select(ToJson)])) + "\n");
        }
        else
        {
            var printer = new FindingPrinter(given.Terminal);
            foreach (CheckedFile result in results)
            {
                printer.Print(result);
            }
        }

        return Task.FromResult(results.Any(r => r.HasErrors) ? 1 : 0);
    }

    /// <summary>Tocsin's own settings, by the flag <c>config</c>; null if there are none.</summary>
    /// <exception cref="CommandFailure">They cannot be read.</exception>
    public static TocsinLoadResult? Settings(Invocation given, IFileSource files)
    {
        string own = given.Text("config");
        if (!given.WasGiven("config") && !File.Exists(own))
        {
            return null;
        }

        TocsinLoadResult settings = new TocsinConfigLoader(files).Load(own);
        return settings.Config is not null ? settings : throw new CommandFailure(settings.Errors[0].ToString());
    }

    /// <summary>How files are loaded, by the flags <c>strict</c> and <c>enable-feature</c>.</summary>
    /// <param name="given">The command line.</param>
    /// <param name="own">Tocsin's own settings; null for none.</param>
    public static LoadOptions Options(Invocation given, TocsinLoadResult? own)
    {
        if (!FeatureFlags.TryParse(given.Text("enable-feature"), out FeatureFlags features, out string? error))
        {
            throw new CommandFailure(error!);
        }

        return new LoadOptions
        {
            Strict = given.IsOn("strict"),
            Matchers = MatcherArguments.ParserFor(features),
            GlobalDefaults = own?.GlobalDefaults,
            AllowedPrograms = own?.Config?.Exec.Allow ?? [],
        };
    }

    private static JsonObject ToJson(CheckedFile result)
    {
        var findings = new JsonArray();
        foreach (ConfigDiagnostic finding in result.Findings)
        {
            findings.Add(new JsonObject
            {
                ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
                ["file"] = finding.File,
                ["line"] = finding.At.Line,
                ["column"] = finding.At.Column,
                ["key"] = finding.Key,
                ["message"] = finding.Text,
                ["hint"] = finding.Hint,
            });
        }

        return new JsonObject { ["file"] = result.Path, ["accepted"] = result.IsLoadable, ["findings"] = findings };
    }
}
