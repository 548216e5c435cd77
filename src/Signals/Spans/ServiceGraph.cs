using Tocsin.Model.Labels;

namespace Tocsin.Signals.Spans;

/// <summary>
/// Finds out who calls whom: pairs the spans of a client and of a server by the trace and the client's span, within a
/// bounded time. Deterministic; one owner.
/// </summary>
// Source: OpenTelemetry collector, service-graph connector: what makes an edge and how the metrics are called.
internal sealed class ServiceGraph
{
    /// <summary>Who calls where nobody sent a span: the outside.</summary>
    // Source: OpenTelemetry collector, service-graph connector.
    public const string Outside = "user";

    private static readonly string[] TypeWords = ["", "messaging_system", "database", "virtual_node"];

    private readonly GraphOptions _options;
    private readonly long _expiresMs;
    private readonly bool _keepsExemplars;
    private readonly DurationShape _shape;
    private readonly SeriesLayout _layout;
    private readonly WaitingCalls _waiting;
    private readonly Dictionary<(string Client, string Server, ConnectionType Type), EdgeSeries> _edges = [];
    private EdgeSeries? _overflow;

    public ServiceGraph(SpanOptions options)
    {
        _options = options.Graph;
        _keepsExemplars = options.KeepsExemplars;
        _expiresMs = (long)options.ExpiresAfter.TotalMilliseconds;
        _shape = DurationShape.Of(options, inSeconds: true, options.Graph.Buckets);
        _waiting = new WaitingCalls(options.Graph.WaitingMax, (long)options.Graph.Wait.TotalMilliseconds);
        _layout = new SeriesLayout()
            .Counter("traces_service_graph_request_total", "Calls from one service to another.")
            .Counter("traces_service_graph_request_failed_total", "Such calls that failed.")
            .Histogram("traces_service_graph_request_server_seconds", "How long calls took as the server saw them.", _shape)
            .Histogram("traces_service_graph_request_client_seconds", "How long calls took as the client saw them.", _shape);
    }

    /// <summary>The series of the metrics.</summary>
    public SeriesLayout Layout => _layout;

    /// <summary>How many edges there are.</summary>
    public int Edges => _edges.Count;

    /// <summary>How many calls wait for their other side.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>How many spans never found their other side, and said nothing of it.</summary>
    public long Unpaired { get; private set; }

    /// <summary>How many spans were left out, since too many waited.</summary>
    public long Dropped { get; private set; }

    /// <summary>Clients with edges for which there was no room.</summary>
    public OverflowCounts Overflows { get; } = new();

    /// <summary>All edges.</summary>
    public IEnumerable<MeasuredSeries> All => _overflow is null ? _edges.Values : _edges.Values.Append(_overflow);

    /// <summary>Takes the spans of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="services">The name of the service of each of its resources.</param>
    /// <param name="names">Keeps what is called and sends no spans.</param>
    /// <param name="nowMs">Now.</param>
    public void Take(SpanBatch batch, ReadOnlySpan<string> services, NameMemory names, long nowMs)
    {
        if (!_options.IsOn)
        {
            return;
        }

        ReadOnlySpan<SpanResource> resources = batch.Resources;
        int at = 0;
        for (int i = 0; i < resources.Length; i++)
        {
            for (; at < resources[i].End; at++)
            {
                ref SpanRow row = ref batch.Row(at);
                if (!row.HasTrace || row.Kind < SpanKind.Server)
                {
                    continue;
                }

                if (row.Kind is SpanKind.Client or SpanKind.Producer)
                {
                    TakeClient(row, services[i], (names.Of(batch, batch.Database(at)), names.Of(batch, batch.Peer(at))), nowMs);
                }
                else
                {
                    TakeServer(row, services[i], nowMs);
                }
            }
        }
    }

    /// <summary>Ends what has waited long enough.</summary>
    public void End(long nowMs)
    {
        while (_waiting.TryEnd(nowMs, out GraphCall call))
        {
            if (_options.HasVirtualNodes && call is { Server: null, Peer: { } peer })
            {
                call.Server = peer;
                call.Type = ConnectionType.Virtual;
                Complete(call, nowMs);
            }
            else
            {
                Unpaired++;
            }
        }
    }

    /// <summary>Forgets edges that had no calls for long.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="gone">Takes what is forgotten.</param>
    public void Expire(long nowMs, List<MeasuredSeries> gone)
    {
        foreach (((string Client, string Server, ConnectionType Type) key, EdgeSeries edge) in _edges)
        {
            if (edge.LastMs <= nowMs - _expiresMs)
            {
                gone.Add(edge);
                _edges.Remove(key);
            }
        }

        if (_overflow is not null && _overflow.LastMs <= nowMs - _expiresMs)
        {
            gone.Add(_overflow);
            _overflow = null;
        }
    }

    /// <summary>Writes all that is counted, and what waits.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="safeMs">What was written before this time is on disk for certain.</param>
    public void Save(BinaryWriter into, long safeMs)
    {
        into.Write7BitEncodedInt(_edges.Count);
        foreach (((string client, string server, ConnectionType type), EdgeSeries edge) in _edges)
        {
            into.Write(client);
            into.Write(server);
            into.Write((byte)type);
            into.Write(edge.CreatedMs);
            edge.Save(into, safeMs);
        }

        into.Write(_overflow is not null);
        if (_overflow is not null)
        {
            into.Write(_overflow.CreatedMs);
            _overflow.Save(into, safeMs);
        }

        _waiting.Save(into);
    }

    /// <summary>Goes on with what was saved; nothing may have been counted before.</summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public void Load(BinaryReader from)
    {
        for (int left = from.Read7BitEncodedInt(); left > 0; left--)
        {
            (string Client, string Server, ConnectionType Type) key =
                (from.ReadString(), from.ReadString(), (ConnectionType)from.ReadByte());
            EdgeSeries edge = New(LabelsOf(key), from.ReadInt64());
            edge.Load(from);
            _edges.Add(key, edge);
        }

        if (from.ReadBoolean())
        {
            _overflow = New(SpanLabels.OfOverflow(null), from.ReadInt64());
            _overflow.Load(from);
        }

        _waiting.Load(from);
    }

    private void TakeClient(in SpanRow row, string service, (string? Database, string? Peer) called, long nowMs)
    {
        if (called.Database is not null && row.Kind == SpanKind.Client)
        {
            // A database sends no spans: there is nothing to wait for.
            var request = new GraphCall
            {
                TraceHigh = row.TraceHigh,
                TraceLow = row.TraceLow,
                SpanId = row.SpanId,
                Client = service,
                Server = called.Database,
                ClientNs = row.DurationNs,
                ServerNs = row.DurationNs,
                Type = ConnectionType.Database,
                HasFailed = row.Status == SpanStatus.Error,
            };
            Complete(request, nowMs);
            return;
        }

        if (row.SpanId == 0)
        {
            return;
        }

        ref GraphCall call = ref _waiting.Find(row, row.SpanId, nowMs, out int place);
        if (place < 0)
        {
            Dropped++;
            return;
        }

        call.Client = service;
        call.ClientNs = row.DurationNs;
        call.Peer = called.Peer;
        CompleteIfKnown(ref call, place, row, nowMs);
    }

    private void TakeServer(in SpanRow row, string service, long nowMs)
    {
        if (row.ParentId == 0)
        {
            // A root: whoever called sends no spans. What a message comes from cannot be told.
            if (_options.HasVirtualNodes && row.Kind == SpanKind.Server)
            {
                var request = new GraphCall
                {
                    TraceHigh = row.TraceHigh,
                    TraceLow = row.TraceLow,
                    SpanId = row.SpanId,
                    Client = Outside,
                    Server = service,
                    ServerNs = row.DurationNs,
                    Type = ConnectionType.Virtual,
                    HasFailed = row.Status == SpanStatus.Error,
                };
                Complete(request, nowMs);
            }

            return;
        }

        ref GraphCall call = ref _waiting.Find(row, row.ParentId, nowMs, out int place);
        if (place < 0)
        {
            Dropped++;
            return;
        }

        call.Server = service;
        call.ServerNs = row.DurationNs;
        CompleteIfKnown(ref call, place, row, nowMs);
    }

    private void CompleteIfKnown(ref GraphCall call, int place, in SpanRow row, long nowMs)
    {
        call.HasFailed |= row.Status == SpanStatus.Error;
        call.Type = row.Kind is SpanKind.Producer or SpanKind.Consumer ? ConnectionType.Messaging : call.Type;
        if (call.Client is not null && call.Server is not null)
        {
            Complete(_waiting.Remove(place), nowMs);
        }
    }

    private void Complete(in GraphCall call, long nowMs)
    {
        (string Client, string Server, ConnectionType Type) key = (call.Client!, call.Server!, call.Type);
        if (!_edges.TryGetValue(key, out EdgeSeries? edge))
        {
            edge = Learn(key, nowMs);
        }

        edge.Observe(_keepsExemplars ? call : call with { TraceHigh = 0, TraceLow = 0 }, _shape, nowMs);
    }

    private EdgeSeries Learn((string Client, string Server, ConnectionType Type) key, long nowMs)
    {
        if (_edges.Count >= _options.EdgesMax)
        {
            Overflows.Add(key.Client);
            return _overflow ??= New(SpanLabels.OfOverflow(null), nowMs);
        }

        EdgeSeries edge = New(LabelsOf(key), nowMs);
        _edges.Add(key, edge);
        return edge;
    }

    private static LabelSet LabelsOf((string Client, string Server, ConnectionType Type) key)
    {
        var labels = new LabelSetBuilder();
        labels.Add("client", key.Client);
        labels.Add("server", key.Server);
        labels.Add("connection_type", TypeWords[(int)key.Type]);
        return labels.Build(dropEmpty: true);
    }

    private EdgeSeries New(LabelSet labels, long nowMs) =>
        new(labels, _layout, nowMs, (_shape.NewTally(), _shape.NewTally()));
}
