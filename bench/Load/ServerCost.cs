using System.Globalization;

namespace Tocsin.Load;

/// <summary>What a process has used, read from the kernel's own books.</summary>
internal static class ServerCost
{
    // USER_HZ, fixed at 100 for every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>User and system time so far.</summary>
    public static TimeSpan Cpu(int pid)
    {
        // The second field is the name in brackets and may hold anything, so count from its end.
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        long ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>A value of the process's status in MB, such as <c>VmRSS</c>.</summary>
    public static double MemoryMb(int pid, string field)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        string kilobytes = line[(field.Length + 1)..].Replace("kB", "", StringComparison.Ordinal);
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>The processor time once the process has come to rest: work that an answer left behind counts too.</summary>
    public static async Task<TimeSpan> RestingCpuAsync(int pid)
    {
        TimeSpan before = Cpu(pid);
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
            TimeSpan now = Cpu(pid);
            if (now - before <= TimeSpan.FromMilliseconds(10))
            {
                return now;
            }

            before = now;
        }
    }
}
