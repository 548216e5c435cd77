using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tocsin.Notify.Integrations.Exec;

/// <summary>What a program runs amid.</summary>
/// <param name="WorkingDirectory">Its working folder.</param>
/// <param name="Environment">Its whole environment.</param>
/// <param name="Input">Its standard input.</param>
internal sealed record ProgramSurroundings(
    string WorkingDirectory, IReadOnlyDictionary<string, string> Environment, ReadOnlyMemory<byte> Input);

/// <summary>How a run ended.</summary>
/// <param name="ExitCode">The exit code, 128 and the signal's number if one ended it; null if it was killed here.</param>
/// <param name="Output">The beginning of its standard output.</param>
/// <param name="Errors">The beginning of its standard error.</param>
internal sealed record ProgramEnd(int? ExitCode, string Output, string Errors);

/// <summary>
/// Runs programs, each to its end: without a shell, in a session of its own, so that all that it started can be ended as
/// one process group, also what its parent left behind. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ProgramRun(TimeProvider time)
{
    private const int SigKill = 9;
    private const int NoSuchFile = 2;
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(5);

    // Makes a session and becomes the program, under the same process id. Where it is missing, the program's tree is
    // found by its parents' ids alone.
    private static readonly string? SessionMaker =
        ((string[])["/usr/bin/setsid", "/bin/setsid"]).FirstOrDefault(File.Exists);

    /// <summary>Starts a program, feeds it and waits for its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="around">What it runs amid.</param>
    /// <param name="late">Kills it.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public async Task<ProgramEnd> RunAsync(
        IReadOnlyList<string> command, ProgramSurroundings around, CancellationToken late)
    {
        if (!File.Exists(command[0]))
        {
            // The maker of sessions would only say so by an exit code that the program could have too.
            throw new Win32Exception(NoSuchFile);
        }

        using Process process = Process.Start(InfoOf(command, around))!;
        var output = new StreamBeginning(process.StandardOutput.BaseStream);
        var errors = new StreamBeginning(process.StandardError.BaseStream);
        Task feeding = FeedAsync(process.StandardInput.BaseStream, around.Input);
        bool isKilled = false;
        try
        {
            await process.WaitForExitAsync(late);
        }
        catch (OperationCanceledException)
        {
            isKilled = true;
            KillTree(process);
        }

        // What it left running would keep its output open, and nobody asked for a daemon.
        KillGroup(process.Id);
        await AllInTimeAsync(process.WaitForExitAsync(CancellationToken.None), feeding, output.Ended, errors.Ended);
        return new ProgramEnd(isKilled ? null : process.ExitCode, output.Text, errors.Text);
    }

    private static ProcessStartInfo InfoOf(IReadOnlyList<string> command, ProgramSurroundings around)
    {
        var info = new ProcessStartInfo(SessionMaker ?? command[0], SessionMaker is null ? command.Skip(1) : command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = around.WorkingDirectory,
        };
        info.Environment.Clear();
        foreach ((string name, string value) in around.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static async Task FeedAsync(Stream input, ReadOnlyMemory<byte> body)
    {
        try
        {
            await using (input)
            {
                await input.WriteAsync(body);
            }
        }
        catch (IOException)
        {
            // It does not want to read the message, which is for it to decide.
        }
    }

    private static void KillTree(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception wrong) when (wrong is Win32Exception or InvalidOperationException or AggregateException)
        {
            // It ended by itself, or runs as somebody else; the group is next, and the wait for its end is bounded.
        }
    }

    private static void KillGroup(int id)
    {
        if (SessionMaker is not null)
        {
            _ = Kill(-id, SigKill);
        }
    }

    // A program that left the session and kept its output open is not waited for.
    private async Task AllInTimeAsync(params Task[] tasks)
    {
        try
        {
            await Task.WhenAll(tasks).WaitAsync(KillGrace, time);
        }
        catch (TimeoutException)
        {
            // What it printed until now is what is told.
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
