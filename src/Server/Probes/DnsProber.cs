using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tocsin.Server.Config.Probes;
using Tocsin.Signals.Probes;
using Tocsin.Signals.Probes.Dns;

namespace Tocsin.Server.Probes;

/// <summary>Probes a name server.</summary>
// Source: blackbox_exporter prober/dns.go.
internal static class DnsProber
{
    private const int MessageBytesMax = 65_535;

    /// <summary>Probes it.</summary>
    public static async Task<bool> ProbeAsync(ProbeRun run)
    {
        DnsProbeConfig config = run.Module.Dns!;
        foreach (string phase in (string[])["resolve", "connect", "request"])
        {
            run.Metrics.AddPhase(ProbeGauges.DnsDuration, phase, TimeSpan.Zero);
        }

        run.Metrics.Declare(
            ProbeGauges.DnsAnswers, ProbeGauges.DnsAuthorities, ProbeGauges.DnsAdditionals, ProbeGauges.DnsQuerySucceeded);
        if (ProbeSockets.Split(run.Target, out (string Host, int Port) server) is not null)
        {
            server = (run.Target, config.OverTls ? 853 : 53);
        }

        (IPAddress? address, TimeSpan took) = await ProbeAddresses.FindAsync(run, server.Host, config.Address.Choice)
            .ConfigureAwait(false);
        if (address is null)
        {
            return false;
        }

        run.Metrics.AddPhase(ProbeGauges.DnsDuration, "resolve", took);
        DnsReply? reply = await AskAsync(run, new IPEndPoint(address, server.Port), server.Host).ConfigureAwait(false);
        return reply is not null && Judge(run, reply);
    }

    private static async Task<DnsReply?> AskAsync(ProbeRun run, IPEndPoint server, string host)
    {
        DnsProbeConfig config = run.Module.Dns!;
        ushort id = (ushort)RandomNumberGenerator.GetInt32(0x10000);
        byte[] question = config.Question.Write(id);
        run.Trail.Tell("Asking", ("server", server), ("name", config.QueryName), ("type", DnsNames.TypeName(config.Question.Type)));
        long began = run.Time.GetTimestamp();
        long connected = began;
        byte[]? message = null;
        try
        {
            if (config.Transport == "tcp")
            {
                Stream? stream = await OpenAsync(run, server, host).ConfigureAwait(false);
                connected = run.Time.GetTimestamp();
                message = stream is null ? null : await AskByStreamAsync(run, stream, question).ConfigureAwait(false);
            }
            else
            {
                using Socket socket = run.Own(new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
                ProbeSockets.Bind(socket, config.Address.Source);
                await socket.ConnectAsync(server, run.Cancellation).ConfigureAwait(false);
                connected = run.Time.GetTimestamp();
                message = await AskByDatagramAsync(run, socket, question, id).ConfigureAwait(false);
            }
        }
        catch (Exception wrong) when (ProbeFaults.IsExpected(wrong))
        {
            run.Trail.Fail("The question was not answered", ("err", ProbeFaults.Describe(wrong, run)));
        }

        run.Metrics.AddPhase(ProbeGauges.DnsDuration, "connect", run.Time.GetElapsedTime(began, connected));
        run.Metrics.AddPhase(ProbeGauges.DnsDuration, "request", run.Time.GetElapsedTime(connected));
        if (message is null)
        {
            return null;
        }

        if (!DnsReply.IsFor(message, id))
        {
            run.Trail.Fail("The answer is for another question");
            return null;
        }

        if (DnsReply.TryRead(message, out DnsReply? reply) is { } fault)
        {
            run.Trail.Fail(fault);
        }

        return reply;
    }

    private static async Task<Stream?> OpenAsync(ProbeRun run, IPEndPoint server, string host)
    {
        DnsProbeConfig config = run.Module.Dns!;
        Stream open = await ProbeSockets.ConnectAsync(run, server, config.Address.Source).ConfigureAwait(false);
        return config.OverTls
            ? (await ProbeTls.BeginAsync(run, open, config.TlsConfig, host).ConfigureAwait(false)).Stream
            : open;
    }

    // RFC 1035 §4.2.2: two bytes of length before each message.
    private static async Task<byte[]> AskByStreamAsync(ProbeRun run, Stream stream, byte[] question)
    {
        byte[] framed = new byte[question.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed, 2);
        await stream.WriteAsync(framed, run.Cancellation).ConfigureAwait(false);
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, run.Cancellation).ConfigureAwait(false);
        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, run.Cancellation).ConfigureAwait(false);
        return message;
    }

    // Answers to other questions are passed over: anybody can send a datagram.
    private static async Task<byte[]> AskByDatagramAsync(ProbeRun run, Socket socket, byte[] question, ushort id)
    {
        await socket.SendAsync(question, run.Cancellation).ConfigureAwait(false);
        byte[] buffer = new byte[MessageBytesMax];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, run.Cancellation).ConfigureAwait(false);
            if (DnsReply.IsFor(buffer.AsSpan(0, length), id))
            {
                return buffer[..length];
            }
        }
    }

    private static bool Judge(ProbeRun run, DnsReply reply)
    {
        DnsProbeConfig config = run.Module.Dns!;
        run.Trail.Tell(
            "Answered",
            ("code", DnsNames.CodeName(reply.Code)),
            ("answers", reply.Answers.Count),
            ("authorities", reply.Authorities.Count),
            ("additionals", reply.Additionals.Count),
            ("cut", reply.IsCut));
        foreach (DnsRecord record in reply.Answers)
        {
            run.Trail.Tell("A record of the answer", ("record", record));
        }

        run.Metrics.Set(ProbeGauges.DnsAnswers, reply.Answers.Count);
        run.Metrics.Set(ProbeGauges.DnsAuthorities, reply.Authorities.Count);
        run.Metrics.Set(ProbeGauges.DnsAdditionals, reply.Additionals.Count);
        run.Metrics.Set(ProbeGauges.DnsQuerySucceeded, 1);
        if (config.Question.Type == DnsNames.TypeOf("SOA"))
        {
            run.Metrics.Set(ProbeGauges.DnsSerial, reply.Answers.LastOrDefault(record => record.Serial is not null)?.Serial ?? 0);
        }

        return config.Rules.Judge(reply) is not { } fault || run.Trail.Fail(fault);
    }
}
