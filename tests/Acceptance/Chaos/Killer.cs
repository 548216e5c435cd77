using System.Globalization;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.Chaos;

/// <summary>
/// Kills a server every few seconds and starts it again at once: half of its lives end at a random instant, half in the
/// thick of it, when so many messages have arrived.
/// </summary>
internal sealed class Killer(AlertmanagerProcess server, Ledger ledger, Random random)
{
    private readonly TaskCompletionSource _stops = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Kills { get; private set; }

    /// <summary>The most memory that any of its lives held at any instant, in MB.</summary>
    public double ResidentMb { get; private set; }

    /// <exception cref="InvalidOperationException">The server ended by itself.</exception>
    public async Task RunAsync()
    {
        while (true)
        {
            Task time = new RealTime().ReachAsync(1 + (random.NextDouble() * 3));
            int messages = random.Next(20, 200);
            await Task.WhenAny(_stops.Task, time, random.Next(2) == 0 ? ledger.WhenMoreCameAsync(messages) : time);
            Measure();
            if (_stops.Task.IsCompleted)
            {
                return;
            }

            Kills++;
            await server.Process.KillAsync();
            await server.RestartAsync();
        }
    }

    public void Stop() => _stops.TrySetResult();

    // The kernel keeps the highest mark of each life, so that nothing is missed between two looks.
    private void Measure()
    {
        if (server.Process.HasExited)
        {
            throw new InvalidOperationException($"The server ended by itself:\n{server.Process.Transcript()}");
        }

        const string Mark = "VmHWM:";
        string line = File.ReadLines($"/proc/{server.Process.Pid}/status").First(l => l.StartsWith(Mark, StringComparison.Ordinal));
        string kilobytes = line[Mark.Length..].Replace("kB", "", StringComparison.Ordinal);
        ResidentMb = Math.Max(ResidentMb, long.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024.0);
    }
}
