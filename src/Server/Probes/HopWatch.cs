using System.Net;
using System.Net.Security;
using Tocsin.Notify.HttpClients;
using Tocsin.Signals.Probes;

namespace Tocsin.Server.Probes;

/// <summary>Makes the connection of one request of a probe and sees when what happened.</summary>
/// <param name="run">The probe.</param>
/// <param name="choice">Which address of a name.</param>
/// <param name="source">The address to connect from; empty lets the system choose.</param>
internal sealed class HopWatch(ProbeRun run, AddressChoice choice, string source) : ConnectionWatch
{
    private long? _began;
    private long? _resolved;
    private long? _connected;
    private long? _tlsBegan;
    private long? _tlsStood;

    /// <summary>What TLS showed.</summary>
    public TlsWitness Tls { get; } = new();

    /// <summary>The address of a host that was found before; null finds each.</summary>
    public (string Host, IPAddress Address)? Known { get; init; }

    /// <summary>The host of the request; another one is a proxy's, for which the module's choice of address does not hold.</summary>
    public string Host { get; init; } = "";

    /// <summary>The request is encrypted.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>When the head of the answer was there.</summary>
    public long? Answered { get; set; }

    /// <summary>When the answer was read to its end.</summary>
    public long? Ended { get; set; }

    /// <inheritdoc/>
    public override async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellation)
    {
        _began = run.Time.GetTimestamp();
        IPAddress? address = Known?.Host == endPoint.Host
            ? Known.Value.Address
            : await ProbeAddresses.LookUpAsync(run, endPoint.Host, endPoint.Host == Host ? choice : choice with { FallsBack = true })
                .ConfigureAwait(false);
        _resolved = run.Time.GetTimestamp();
        if (address is null || !ProbeAddresses.MayReach(run, address))
        {
            throw new ProbeRefusedException();
        }

        Stream stream = await ProbeSockets.ConnectAsync(run, new IPEndPoint(address, endPoint.Port), source).ConfigureAwait(false);
        _connected = run.Time.GetTimestamp();
        return stream;
    }

    /// <inheritdoc/>
    public override void TlsBegins(SslClientAuthenticationOptions options)
    {
        _tlsBegan = run.Time.GetTimestamp();
        Tls.Watch(options);
    }

    /// <inheritdoc/>
    public override void TlsStands(SslStream secured)
    {
        _tlsStood = run.Time.GetTimestamp();
        run.Own(secured);
        Tls.Stands(secured);
        run.Trail.Tell("TLS stands", ("version", Tls.Version!), ("cipher", Tls.Cipher));
    }

    /// <summary>Adds what each phase took, as far as it came.</summary>
    /// <param name="isFirst">The first request, whose name was resolved before.</param>
    // Source: blackbox_exporter prober, ProbeHTTP, the loop over its traces.
    public void AddPhases(bool isFirst)
    {
        if (!isFirst)
        {
            Add("resolve", _began, _resolved);
        }

        long? ready = IsEncrypted ? _tlsStood : _connected;
        if (ready is null)
        {
            return;
        }

        Add("connect", _resolved, _connected);
        Add("tls", IsEncrypted ? _tlsBegan : null, _tlsStood);
        Add("processing", ready, Answered);
        Add("transfer", Answered, Ended);
    }

    private void Add(string phase, long? from, long? to)
    {
        if (from is { } begin && to is { } end)
        {
            run.Metrics.AddPhase(ProbeGauges.HttpDuration, phase, run.Time.GetElapsedTime(begin, end));
        }
    }
}
