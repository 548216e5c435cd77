using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Server.Probes;

/// <summary>What servers and networks do to probes, told apart from bugs.</summary>
internal static class ProbeFaults
{
    /// <summary>True for what a server or the network can bring about, the end of time, and a file that cannot be used.</summary>
    public static bool IsExpected(Exception wrong) => wrong
        is OperationCanceledException or HttpRequestException or IOException or SocketException or AuthenticationException
        or CryptographicException or InvalidDataException or ClientSetupException or UnauthorizedAccessException
        or ObjectDisposedException or ProbeRefusedException;

    /// <summary>The innermost reason; that the time is over, if it is.</summary>
    public static string Describe(Exception wrong, ProbeRun run)
    {
        if (run.Cancellation.IsCancellationRequested)
        {
            return "the time is over";
        }

        while (wrong.InnerException is { } inner)
        {
            wrong = inner;
        }

        return wrong is ObjectDisposedException ? "the connection was closed" : wrong.Message;
    }
}

/// <summary>An address was not to be had or not allowed; the trail has said why.</summary>
internal sealed class ProbeRefusedException : Exception
{
    public ProbeRefusedException()
        : base("the address cannot be probed")
    {
    }

    public ProbeRefusedException(string message)
        : base(message)
    {
    }

    public ProbeRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
