using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Tocsin.Server.Scrape.Discovery;

/// <summary>Asks name servers, by UDP and, for long answers, by TCP. The framework resolves addresses only. Thread-safe.</summary>
/// <param name="servers">The servers; the next one is asked if one does not answer.</param>
/// <param name="time">The clock.</param>
internal sealed class DnsResolver(IReadOnlyList<IPEndPoint> servers, TimeProvider time)
{
    private const int DnsPort = 53;
    private const int Attempts = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The servers of this machine, from <c>/etc/resolv.conf</c>.</summary>
    public static IReadOnlyList<IPEndPoint> SystemServers()
    {
        var servers = new List<IPEndPoint>();
        try
        {
            foreach (string line in File.ReadLines("/etc/resolv.conf"))
            {
                string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (words is ["nameserver", var address, ..] && IPAddress.TryParse(address, out IPAddress? server))
                {
                    servers.Add(new IPEndPoint(server, DnsPort));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Asked for a name it says that there are no servers.
        }

        return servers;
    }

    /// <summary>Resolves a name.</summary>
    public async Task<DnsAnswer> ResolveAsync(string name, DnsType type, CancellationToken cancellation)
    {
        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue);
        if (DnsMessage.Ask(id, name, type) is not { } question)
        {
            return new DnsAnswer([], "this is not a name that DNS can have");
        }

        string fault = "no name server is known to this machine";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            foreach (IPEndPoint server in servers)
            {
                DnsAnswer answer = await AskAsync(server, question, (id, type), cancellation).ConfigureAwait(false);
                if (answer.Fault is null)
                {
                    return answer;
                }

                fault = $"{server}: {answer.Fault}";
            }
        }

        return new DnsAnswer([], fault);
    }

    private async Task<DnsAnswer> AskAsync(
        IPEndPoint server, byte[] question, (ushort Id, DnsType Type) asked, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var udp = new UdpClient(server.AddressFamily);
            udp.Connect(server);
            await udp.SendAsync(question, either.Token).ConfigureAwait(false);
            while (true)
            {
                UdpReceiveResult received = await udp.ReceiveAsync(either.Token).ConfigureAwait(false);
                DnsAnswer? answer = DnsMessage.Read(received.Buffer, asked.Id, asked.Type, out bool isCut);
                if (answer is not null)
                {
                    return isCut ? await AskByTcpAsync(server, question, asked, either.Token).ConfigureAwait(false) : answer;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DnsAnswer([], "no answer in time");
        }
        catch (Exception broken) when (broken is SocketException or IOException)
        {
            return new DnsAnswer([], broken.Message);
        }
    }

    private static async Task<DnsAnswer> AskByTcpAsync(
        IPEndPoint server, byte[] question, (ushort Id, DnsType Type) asked, CancellationToken cancellation)
    {
        using var tcp = new TcpClient(server.AddressFamily);
        await tcp.ConnectAsync(server, cancellation).ConfigureAwait(false);
        await using NetworkStream stream = tcp.GetStream();
        byte[] framed = new byte[question.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed, 2);
        await stream.WriteAsync(framed, cancellation).ConfigureAwait(false);
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellation).ConfigureAwait(false);
        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, cancellation).ConfigureAwait(false);
        return DnsMessage.Read(message, asked.Id, asked.Type, out _) ?? new DnsAnswer([], "the name server's answer is damaged");
    }
}
