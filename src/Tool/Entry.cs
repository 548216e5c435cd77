using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Rules;
using Tocsin.Tool.Serve;

namespace Tocsin.Tool;

/// <summary>Chooses the program: by the name this one was started by, or by its first argument.</summary>
public static class Entry
{
    /// <summary>Runs the program and gives its exit code.</summary>
    /// <param name="startedAs">The name or path in the place of the program's name.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="terminal">Streams and environment.</param>
    /// <param name="serve">Runs the server.</param>
    public static async Task<int> RunAsync(
        string startedAs,
        IReadOnlyList<string> arguments,
        Terminal terminal,
        ServeAction serve)
    {
        string name = Path.GetFileNameWithoutExtension(startedAs);
        if (ProgramCalled(name, serve) is null && arguments.Count > 0 && ProgramCalled(arguments[0], serve) is not null)
        {
            name = arguments[0];
            arguments = [.. arguments.Skip(1)];
        }

        ProgramSpec program = ProgramCalled(name, serve) ?? TocsinProgram.Create(serve);
        return await CommandProgram.RunAsync(program, arguments, terminal, CancellationToken.None);
    }

    /// <summary>
    /// The name in the place of the program's name. A link's own name is only there: the process's path is already the
    /// file that the link points to.
    /// </summary>
    public static string StartedAs()
    {
        const string CommandLine = "/proc/self/cmdline";
        if (OperatingSystem.IsLinux() && File.Exists(CommandLine))
        {
            string all = File.ReadAllText(CommandLine);
            return all.Split('\0', 2)[0];
        }

        return Environment.GetCommandLineArgs() is [var first, ..] ? first : "tocsin";
    }

    // Debian installs the server as prometheus-alertmanager.
    private static ProgramSpec? ProgramCalled(string name, ServeAction serve) => name switch
    {
        "alertmanager" or "prometheus-alertmanager" => AlertmanagerProgram.Create(name, serve),
        "amtool" => AmtoolProgram.Create(),
        "promtool" => PromtoolProgram.Create(),
        _ => null,
    };
}
