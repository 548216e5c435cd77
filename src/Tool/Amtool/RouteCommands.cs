using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Server.Config;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary><c>amtool config routes</c>: shows the routing tree and tries labels on it.</summary>
internal static class RouteCommands
{
    /// <summary>Describes the commands.</summary>
    public static CommandSpec Create() => new("routes", AmtoolHelp.Routes)
    {
        Flags = [new("config.file", "Config file to be tested.") { Kind = ValueKind.ExistingFile }],
        Commands =
        [
            new CommandSpec("show", AmtoolHelp.Routes) { IsDefault = true, Run = ShowAsync },
            new CommandSpec("test", AmtoolHelp.RoutesTest)
            {
                Flags =
                [
                    new(
                        "verify.receivers",
                        "Receivers, joined by commas, that the labels must lead to; the command fails otherwise."),
                    new("tree", "Prints out matching routes tree.") { Kind = ValueKind.Switch },
                ],
                Arguments =
                [
                    new("labels", "List of labels to be tested against the configured routes.")
                    {
                        Kind = ValueKind.TextList,
                    },
                ],
                Run = TestAsync,
            },
        ],
    };

    private static async Task<int> ShowAsync(Invocation given, CancellationToken cancellationToken)
    {
        RouteNode root = await LoadAsync(given, cancellationToken);
        given.Terminal.Out.Write($"Routing tree:\n{RouteTree.Draw(root)}\n");
        return 0;
    }

    private static async Task<int> TestAsync(Invocation given, CancellationToken cancellationToken)
    {
        RouteNode root = await LoadAsync(given, cancellationToken);
        LabelSet labels = Labels(given);
        TextWriter output = given.Terminal.Out;
        if (given.IsOn("tree"))
        {
            output.Write($"Matching routes:\n{RouteTree.DrawMatching(root, labels)}\n\n");
        }

        string receivers = string.Join(',', root.Receivers(labels));
        output.Write(receivers + "\n");
        if (given.Text("verify.receivers") is { Length: > 0 } expected && expected != receivers)
        {
            output.Write("WARNING: Expected receivers did not match resolved receivers.\n");
            return 1;
        }

        return 0;
    }

    private static LabelSet Labels(Invocation given)
    {
        var arguments = new MatcherArguments(given);
        var labels = new Dictionary<string, string>();
        foreach (string argument in given.List("labels"))
        {
            LabelMatcher matcher;
            try
            {
                matcher = arguments.Parse(argument);
            }
            catch (CommandFailure failure)
            {
                throw new CommandFailure($"Failed to parse labels: {failure.Message}", failure);
            }

            labels[matcher.Name] = matcher.Op == MatchOp.Equal
                ? matcher.Value
                : throw new CommandFailure("Labels must be specified as key=value pairs");
        }

        var set = new LabelSetBuilder();
        foreach ((string name, string value) in labels)
        {
            set.Add(name, value);
        }

        return set.Build();
    }

    private static async Task<RouteNode> LoadAsync(Invocation given, CancellationToken cancellationToken)
    {
        string path = given.Text("config.file");
        if (path.Length > 0)
        {
            if (given.Find("alertmanager.url") is not null)
            {
                given.Terminal.Error.Write("Warning: --config.file flag overrides the --alertmanager.url.\n");
            }

            return Load(new DiskFileSource(), path);
        }

        string original = "";
        await AmtoolSession.RunAsync(given, AskAsync, cancellationToken);
        return Load(new TextSource(original), "alertmanager.yml");

        async Task AskAsync(AmtoolSession session)
        {
            JsonObject status = await session.Api.GetStatusAsync(session.Cancellation);
            original = Json.Text(status, "config", "original");
        }
    }

    private static RouteNode Load(IFileSource source, string path)
    {
        LoadResult result = new ConfigLoader(source).Load(path, new LoadOptions());
        return result.Config is { } config
            ? new RouteNode(config.Route)
            : throw new CommandFailure(result.Message ?? "the configuration is not usable");
    }

    /// <summary>The configuration that the server sent, in the place of a file.</summary>
    private sealed class TextSource(string text) : IFileSource
    {
        public string? TryRead(string path, out byte[] content)
        {
            content = Encoding.UTF8.GetBytes(text);
            return null;
        }

        public IReadOnlyList<string> Glob(string pattern) => [];
    }
}
