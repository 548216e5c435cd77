using Tocsin.Server.Config;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary><c>amtool check-config</c>: says of each file whether upstream would take it.</summary>
internal static class CheckConfigCommand
{
    private const string StandardInput = "/dev/stdin";

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("check-config", AmtoolHelp.CheckConfig)
    {
        Arguments = [new("check-files", "Files to be validated") { Kind = ValueKind.ExistingFileList }],
        Run = RunAsync,
    };

    private static Task<int> RunAsync(Invocation given, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> paths = given.List("check-files");
        if (paths.Count == 0)
        {
            paths = given.Terminal.InputIsTerminal
                ? throw new CommandFailure("Failed to read from standard input") { IsBare = true }
                : [StandardInput];
        }

        var files = new InputAwareSource(given.Terminal);
        int failed = paths.Sum(path => Check(path, files, given));
        return failed == 0
            ? Task.FromResult(0)
            : throw new CommandFailure($"failed to validate {failed} file(s)");
    }

    private static int Check(string path, IFileSource files, Invocation given)
    {
        TextWriter output = given.Terminal.Out;
        output.Write($"Checking '{path}'");
        var options = new LoadOptions { Strict = true, Matchers = new MatcherArguments(given).Parser };
        LoadResult result = new ConfigLoader(files).Load(path, options);
        if (result.Config is not { } config)
        {
            output.Write($"  FAILED: {result.Message}\n\n");
            return 1;
        }

        output.Write("  SUCCESS\nFound:\n - global config\n - route\n");
        output.Write($" - {config.Config.InhibitRules.Count} inhibit rules\n");
        output.Write($" - {config.Config.Receivers.Count} receivers\n");
        IReadOnlyList<string> templates = config.Config.Templates;
        output.Write($" - {templates.Count} templates\n");
        string? error = templates.Count == 0 ? null : TemplateFiles.Read(files, templates).Error;
        if (templates.Count > 0)
        {
            output.Write(error is null ? "  SUCCESS\n" : $"  FAILED: {error}\n");
        }

        output.Write("\n");
        return error is null ? 0 : 1;
    }

    /// <summary>The disk, and standard input by its name.</summary>
    private sealed class InputAwareSource(Terminal terminal) : IFileSource
    {
        private readonly DiskFileSource _disk = new();
        private byte[]? _input;

        public string? TryRead(string path, out byte[] content)
        {
            if (path != StandardInput)
            {
                return _disk.TryRead(path, out content);
            }

            content = _input ??= ReadInput();
            return null;
        }

        public IReadOnlyList<string> Glob(string pattern) => _disk.Glob(pattern);

        private byte[] ReadInput()
        {
            using Stream input = terminal.OpenInput();
            var content = new MemoryStream();
            input.CopyTo(content);
            return content.ToArray();
        }
    }
}
