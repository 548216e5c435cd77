using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tocsin.Server.Config.Probes;
using Tocsin.Signals.Probes;

namespace Tocsin.Server.Probes;

/// <summary>Pings: with a socket that sees everything where this process may have one, else with one that needs no privilege.</summary>
// Source: blackbox_exporter prober/icmp.go, which tries them the other way round; the first kind alone tells the hops left.
internal sealed class IcmpProber(ProbeRun run)
{
    private const int PacketBytesMax = 65_535;

    private readonly IcmpProbeConfig _config = run.Module.Icmp;

    /// <summary>Pings.</summary>
    public static Task<bool> ProbeAsync(ProbeRun run) => new IcmpProber(run).ProbeAsync();

    private async Task<bool> ProbeAsync()
    {
        foreach (string phase in (string[])["resolve", "setup", "rtt"])
        {
            run.Metrics.AddPhase(ProbeGauges.IcmpDuration, phase, TimeSpan.Zero);
        }

        (IPAddress? address, TimeSpan took) = await ProbeAddresses.FindAsync(run, run.Target, _config.Address.Choice).ConfigureAwait(false);
        if (address is null)
        {
            return false;
        }

        run.Metrics.AddPhase(ProbeGauges.IcmpDuration, "resolve", took);
        long began = run.Time.GetTimestamp();
        try
        {
            if (Open(address.AddressFamily, out bool seesAll) is not { } socket)
            {
                return run.Trail.Fail(
                    "This process may not ping",
                    ("hint", "give it CAP_NET_RAW, or let net.ipv4.ping_group_range include its group"));
            }

            using (run.Own(socket))
            {
                SetUp(socket, address);
                byte[] request = IcmpEcho.Request(
                    address.AddressFamily == AddressFamily.InterNetworkV6,
                    (ushort)RandomNumberGenerator.GetInt32(0x10000),
                    (ushort)RandomNumberGenerator.GetInt32(0x10000),
                    (int)_config.PayloadBytes);
                run.Metrics.AddPhase(ProbeGauges.IcmpDuration, "setup", run.Time.GetElapsedTime(began));
                return await PingAsync(socket, request, seesAll).ConfigureAwait(false);
            }
        }
        catch (Exception wrong) when (ProbeFaults.IsExpected(wrong))
        {
            return run.Trail.Fail("No reply", ("err", ProbeFaults.Describe(wrong, run)));
        }
    }

    private static Socket? Open(AddressFamily family, out bool seesAll)
    {
        ProtocolType protocol = family == AddressFamily.InterNetworkV6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp;
        foreach (SocketType type in (SocketType[])[SocketType.Raw, SocketType.Dgram])
        {
            try
            {
                seesAll = type == SocketType.Raw;
                return new Socket(family, type, protocol);
            }
            catch (SocketException)
            {
                // Not allowed, or not known to this kernel: the other kind may be.
            }
        }

        seesAll = false;
        return null;
    }

    private void SetUp(Socket socket, IPAddress address)
    {
        ProbeSockets.Bind(socket, _config.Address.Source);
        if (_config.Ttl > 0)
        {
            socket.Ttl = (short)_config.Ttl;
        }

        if (_config.DontFragment && address.AddressFamily == AddressFamily.InterNetwork)
        {
            socket.DontFragment = true;
        }

        // From then on the kernel passes on what this address sends, and nothing else.
        socket.Connect(new IPEndPoint(address, 0));
    }

    private async Task<bool> PingAsync(Socket socket, byte[] request, bool seesAll)
    {
        bool hasHead = seesAll && socket.AddressFamily == AddressFamily.InterNetwork;
        byte[] buffer = new byte[PacketBytesMax];
        long sent = run.Time.GetTimestamp();
        await socket.SendAsync(request, run.Cancellation).ConfigureAwait(false);
        run.Trail.Tell("Sent a request", ("bytes", request.Length), ("privileged", seesAll));
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, run.Cancellation).ConfigureAwait(false);

            // RFC 791 §3.1: the head's length in words of four bytes; the hops left in its ninth byte.
            int head = hasHead ? (buffer[0] & 15) * 4 : 0;
            if (head <= length && IcmpEcho.IsReply(buffer.AsSpan(head, length - head), request, seesAll))
            {
                run.Metrics.AddPhase(ProbeGauges.IcmpDuration, "rtt", run.Time.GetElapsedTime(sent));
                if (hasHead)
                {
                    run.Metrics.Set(ProbeGauges.IcmpHopLimit, buffer[8]);
                }

                run.Trail.Tell("Got the reply");
                return true;
            }
        }
    }
}
