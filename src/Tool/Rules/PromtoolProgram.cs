using Tocsin.Server.Hosting;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Rules;

/// <summary>The program under the name of Prometheus's tool, for the part of it that rules need.</summary>
internal static class PromtoolProgram
{
    private const string PrometheusVersion = "3.5.3";

    /// <summary>Describes the program.</summary>
    public static ProgramSpec Create() => new(
        new CommandSpec("promtool", "Tooling for the Prometheus monitoring system.")
        {
            Flags = [.. CommandProgram.BuiltInFlags, CommandProgram.VersionFlag, RuleFlags.EnableFeature],
            Commands =
            [
                CommandProgram.HelpCommand(),
                new CommandSpec("check", "Check the resources for validity.")
                {
                    Commands = [PromtoolCheckConfig.Create(), PromtoolCheckRules.Create()],
                },
                TestRulesCommand.CreatePromtool(),
            ],
        },
        BuildFacts.Describe("promtool", PrometheusVersion));
}
