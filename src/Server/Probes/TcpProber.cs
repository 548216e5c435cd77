using System.Net;
using System.Net.Sockets;
using Tocsin.Server.Config.Probes;
using Tocsin.Signals.Probes;

namespace Tocsin.Server.Probes;

/// <summary>Probes by TCP, and by sockets of this machine: connect, TLS if wanted, a dialogue.</summary>
// Source: blackbox_exporter prober/tcp.go and unix.go.
internal static class TcpProber
{
    /// <summary>Probes a server.</summary>
    public static async Task<bool> ProbeAsync(ProbeRun run)
    {
        TcpProbeConfig config = run.Module.Tcp;
        if (ProbeSockets.Split(run.Target, out (string Host, int Port) target) is { } fault)
        {
            return run.Trail.Fail(fault);
        }

        (IPAddress? address, _) = await ProbeAddresses.FindAsync(run, target.Host, config.Address.Choice).ConfigureAwait(false);
        if (address is null)
        {
            return false;
        }

        Stream stream;
        try
        {
            stream = await ProbeSockets.ConnectAsync(run, new IPEndPoint(address, target.Port), config.Address.Source)
                .ConfigureAwait(false);
        }
        catch (Exception wrong) when (ProbeFaults.IsExpected(wrong))
        {
            return run.Trail.Fail("Cannot connect", ("err", ProbeFaults.Describe(wrong, run)));
        }

        return await TalkAsync(run, stream, new Talk(config.Tls, config.TlsConfig, config.QueryResponse, target.Host))
            .ConfigureAwait(false);
    }

    /// <summary>Probes a socket of this machine.</summary>
    public static async Task<bool> ProbeUnixAsync(ProbeRun run)
    {
        UnixProbeConfig config = run.Module.Unix;
        if (!Path.Exists(run.Target))
        {
            return run.Trail.Fail("Cannot connect", ("err", "there is no such socket"), ("path", run.Target));
        }

        Stream stream;
        try
        {
            Socket socket = run.Own(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(run.Target), run.Cancellation).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            run.Trail.Tell("Connected", ("path", run.Target));
        }
        catch (Exception wrong) when (ProbeFaults.IsExpected(wrong) || wrong is ArgumentException)
        {
            return run.Trail.Fail("Cannot connect", ("err", ProbeFaults.Describe(wrong, run)));
        }

        return await TalkAsync(run, stream, new Talk(config.Tls, config.TlsConfig, config.QueryResponse, "")).ConfigureAwait(false);
    }

    private static async Task<bool> TalkAsync(ProbeRun run, Stream stream, Talk talk)
    {
        if (talk.Tls)
        {
            (Stream? secured, TlsWitness witness) = await ProbeTls.BeginAsync(run, stream, talk.TlsConfig, talk.Host)
                .ConfigureAwait(false);
            witness.Write(run.Metrics, withChain: true);
            if (secured is null)
            {
                return false;
            }

            stream = secured;
        }

        DialogueStep[] steps = [.. talk.Steps.Select(step => step.Step)];
        return await new DialogueTalk(run, talk.TlsConfig, talk.Host).RunAsync(stream, steps).ConfigureAwait(false);
    }

    private sealed record Talk(
        bool Tls, Notify.Http.TlsConfig TlsConfig, IReadOnlyList<QueryResponseConfig> Steps, string Host);
}
