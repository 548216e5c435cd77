using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tocsin.TestKit.BlackBox;

/// <summary>A program started by a test: its output as arrivals, signals by its pid, stopped when disposed.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>How the line begins that stands for the end of the process.</summary>
    public const string EndMark = "(process ended)";

    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RunDeadline = TimeSpan.FromSeconds(180);
    private readonly Process _process;
    private bool _disposed;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Every line that it has written, of both streams, as they came.</summary>
    public Arrivals<string> Lines { get; } = new();

    /// <summary>Its process id.</summary>
    public int Pid => _process.Id;

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program with exactly these arguments and an empty standard input.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string? workingFolder = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingFolder ?? Path.GetTempPath(),
        };
        var process = new Process { StartInfo = info };
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, line) => child.OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => child.OnLine(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => child.OnLine($"{EndMark} code {process.ExitCode}");
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end and returns its exit code and output.</summary>
    public static async Task<ProgramResult> RunAsync(string program, params string[] arguments) =>
        await RunAsync(program, arguments, standardInput: "");

    /// <summary>Runs a program to its end with a text on standard input.</summary>
    public static async Task<ProgramResult> RunAsync(string program, string[] arguments, string standardInput)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(standardInput);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(RunDeadline);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {RunDeadline.TotalSeconds} s.");
        }

        return new ProgramResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Asks it to read its configuration again.</summary>
    public void Hangup() => Send(signal: 1);

    /// <summary>Ends it at once, as a crash would (SIGKILL), and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Send(signal: 9);
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it politely (SIGTERM); by force if it does not go.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            Send(signal: 15);
            using var grace = new CancellationTokenSource(StopGrace);
            try
            {
                await _process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        // Also waits for the last of its output.
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>What it has written, for a failure message.</summary>
    public string Transcript() => string.Join('\n', Lines.Snapshot());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await StopAsync();
        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is not null)
        {
            Lines.Add(line);
        }
    }

    private void Send(int signal)
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
