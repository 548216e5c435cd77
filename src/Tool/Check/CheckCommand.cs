using System.Text.Json.Nodes;
using Tocsin.Model.Matching;
using Tocsin.Server.Config;
using Tocsin.Server.Hosting;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Check;

/// <summary><c>tocsin check</c>: everything that is wrong or doubtful in configurations, with the place.</summary>
internal static class CheckCommand
{
    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("check", Help)
    {
        Flags =
        [
            new("output", "How findings are printed: text or json")
            {
                Letter = 'o',
                Kind = ValueKind.Choice,
                Choices = ["text", "json"],
                Default = ["text"],
            },
            new("strict", "Refuse the keys that only Tocsin knows, as upstream does") { Kind = ValueKind.Switch },
            new("enable-feature", "The features that the server is started with.") { Default = [""] },
        ],
        Arguments = [new("files", "Configurations to check") { Kind = ValueKind.ExistingFileList, Required = true }],
        Run = RunAsync,
    };

    private const string Help = """
        Check configurations and say all that is wrong, not only the first thing.

        The exit code is 1 if the server would refuse one of the files, else 0.
        """;

    private static Task<int> RunAsync(Invocation given, CancellationToken cancellationToken)
    {
        if (!FeatureFlags.TryParse(given.Text("enable-feature"), out FeatureFlags features, out string? error))
        {
            throw new CommandFailure(error!);
        }

        MatcherParser matchers = MatcherArguments.ParserFor(features);
        var options = new LoadOptions { Strict = given.IsOn("strict"), Matchers = matchers };
        var loader = new ConfigLoader(new DiskFileSource());
        var all = new JsonArray();
        bool refused = false;
        foreach (string path in given.List("files"))
        {
            LoadResult result = loader.Load(path, options);
            refused |= result.Config is null;
            if (given.Text("output") == "json")
            {
                all.Add(ToJson(path, result));
            }
            else
            {
                new FindingPrinter(given.Terminal).Print(path, result);
            }
        }

        if (given.Text("output") == "json")
        {
            given.Terminal.Out.Write(Json.Compact(all) + "\n");
        }

        return Task.FromResult(refused ? 1 : 0);
    }

    private static JsonObject ToJson(string path, LoadResult result)
    {
        var findings = new JsonArray();
        foreach (ConfigDiagnostic finding in result.Errors.Concat(result.Warnings))
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

        return new JsonObject { ["file"] = path, ["accepted"] = result.Config is not null, ["findings"] = findings };
    }
}
