using System.Globalization;

namespace Tocsin.Server.Web;

/// <summary>The listening sockets that systemd hands over.</summary>
public static class SystemdSockets
{
    private const int FirstDescriptor = 3;
    private const int CountMax = 256;

    /// <summary>Their descriptors; empty if there are none for this process.</summary>
    /// <param name="environment">Reads environment variables.</param>
    /// <param name="processId">This process.</param>
    // Source: sd_listen_fds(3): the variables are for one process only, descriptors start at 3.
    public static IReadOnlyList<ulong> Descriptors(Func<string, string?> environment, int processId)
    {
        return int.TryParse(environment("LISTEN_PID"), CultureInfo.InvariantCulture, out int pid)
            && pid == processId
            && int.TryParse(environment("LISTEN_FDS"), CultureInfo.InvariantCulture, out int count)
            && count is > 0 and <= CountMax
                ? [.. Enumerable.Range(FirstDescriptor, count).Select(d => (ulong)d)]
                : [];
    }
}
