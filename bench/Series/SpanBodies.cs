using System.Globalization;
using Tocsin.Signals.Wire;

namespace Tocsin.SeriesLoad;

/// <summary>
/// The spans of ten services as their SDKs send them: 512 of one service in a request. Of ten spans four are calls of another
/// service, four the other side of such calls, and two are inside; the first eight carry the attributes of HTTP.
/// </summary>
internal sealed class SpanBodies
{
    /// <summary>How many spans a request has, by the default of the SDKs.</summary>
    public const int SpansPerBody = 512;

    private const int Services = 10;
    private const int Operations = 8;

    private readonly Random _random = new(5);
    private readonly List<Action<ProtoWriter>>[] _spans;
    private readonly byte[] _id = new byte[16];

    /// <summary>Makes the sender.</summary>
    public SpanBodies() => _spans = [.. Enumerable.Range(0, Services).Select(_ => new List<Action<ProtoWriter>>())];

    /// <summary>Requests with new traces.</summary>
    /// <param name="spans">How many spans there are in all of them.</param>
    public IReadOnlyList<byte[]> Next(int spans)
    {
        foreach (List<Action<ProtoWriter>> list in _spans)
        {
            list.Clear();
        }

        for (int i = 0; i < spans / 5; i++)
        {
            Add(i % Services);
        }

        var bodies = new List<byte[]>();
        for (int service = 0; service < Services; service++)
        {
            foreach (Action<ProtoWriter>[] chunk in _spans[service].Chunk(SpansPerBody))
            {
                bodies.Add(Body(service, chunk));
            }
        }

        return bodies;
    }

    // Two calls and one span inside, all of one trace.
    private void Add(int service)
    {
        byte[] trace = Id(16);
        byte[] inside = Id(8);
        int operation = _random.Next(Operations);
        ulong start = 1_700_000_000_000_000_000 + (ulong)_random.NextInt64(1_000_000_000);
        _spans[service].Add(span => Span(span, (trace, inside, []), ("handle", 1, 0), (start, 20_000_000)));
        for (int call = 0; call < 2; call++)
        {
            byte[] client = Id(8);
            byte[] server = Id(8);
            int status = _random.Next(50) == 0 ? 2 : 0;
            var took = (ulong)(1_000_000 + _random.Next(200_000_000));
            string name = string.Create(CultureInfo.InvariantCulture, $"GET /api/v1/things/{operation}");
            _spans[service].Add(span => Span(span, (trace, client, inside), ("GET", 3, status), (start, took)));
            _spans[(service + call + 1) % Services].Add(
                span => Span(span, (trace, server, client), (name, 2, status), (start, took / 2)));
        }
    }

    private byte[] Id(int length)
    {
        _random.NextBytes(_id);
        return _id[..length];
    }

    private static byte[] Body(int service, Action<ProtoWriter>[] spans)
    {
        var writer = new ProtoWriter();
        int resourceSpans = writer.Begin(1);
        int resource = writer.Begin(1);
        Attribute(writer, 1, "service.name", string.Create(CultureInfo.InvariantCulture, $"service-{service}"));
        Attribute(writer, 1, "telemetry.sdk.language", "nodejs");
        Attribute(writer, 1, "telemetry.sdk.name", "opentelemetry");
        Attribute(writer, 1, "host.name", "node-17.example");
        Attribute(writer, 1, "process.runtime.name", "nodejs");
        writer.End(resource);
        int scope = writer.Begin(2);
        int name = writer.Begin(1);
        writer.Text(1, "@opentelemetry/instrumentation-http");
        writer.End(name);
        foreach (Action<ProtoWriter> span in spans)
        {
            int begun = writer.Begin(2);
            span(writer);
            writer.End(begun);
        }

        writer.End(scope);
        writer.End(resourceSpans);
        return writer.Written.ToArray();
    }

    private static void Span(
        ProtoWriter writer,
        (byte[] Trace, byte[] Id, byte[] Parent) ids,
        (string Name, int Kind, int Status) what,
        (ulong At, ulong Took) time)
    {
        writer.Bytes(1, ids.Trace);
        writer.Bytes(2, ids.Id);
        writer.Bytes(4, ids.Parent);
        writer.Text(5, what.Name);
        writer.Varint(6, (ulong)what.Kind);
        writer.Fixed(7, BitConverter.UInt64BitsToDouble(time.At));
        writer.Fixed(8, BitConverter.UInt64BitsToDouble(time.At + time.Took));
        if (what.Kind != 1)
        {
            Attribute(writer, 9, "http.request.method", "GET");
            Attribute(writer, 9, "url.full", "http://things.example:8080/api/v1/things/17?page=2");
            Attribute(writer, 9, "server.address", "things.example");
            Attribute(writer, 9, "network.peer.address", "10.17.4.12");
            Attribute(writer, 9, "network.protocol.version", "1.1");
            Attribute(writer, 9, "user_agent.original", "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)");
            Attribute(writer, 9, "http.response.status_code", "200");
            Attribute(writer, 9, "http.route", "/api/v1/things/:id");
        }

        int status = writer.Begin(15);
        writer.Varint(3, (ulong)what.Status);
        writer.End(status);
    }

    private static void Attribute(ProtoWriter writer, int field, string name, string value)
    {
        int pair = writer.Begin(field);
        writer.Text(1, name);
        int any = writer.Begin(2);
        writer.Text(1, value);
        writer.End(any);
        writer.End(pair);
    }
}
