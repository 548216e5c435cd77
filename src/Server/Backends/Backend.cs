using Microsoft.Extensions.Logging;
using Tocsin.Notify.HttpClients;
using Tocsin.Rules.Evaluation;
using Tocsin.Server.Backends.Fetching;
using Tocsin.Server.Config;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Server.Backends;

/// <summary>What backends are made amid.</summary>
/// <param name="Http">Makes their clients.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where their troubles are told.</param>
/// <param name="Evaluation">How expressions are evaluated over them.</param>
internal sealed record BackendServices(HttpClientFactory Http, TimeProvider Time, ILogger Log, BackendEvaluation Evaluation);

/// <summary>A server elsewhere whose series queries and rules are evaluated over, and which keeps what rules record.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly BackendClient _client;
    private readonly SemaphoreSlim _turns;
    private readonly RemoteWriter _writer;

    /// <summary>A backend; it sends what waited for one of its name before.</summary>
    public Backend(string name, BackendConfig config, BackendServices services, OutgoingSamples? waiting = null)
    {
        Config = config;
        _client = new BackendClient(name, config, services);
        _turns = new SemaphoreSlim((int)config.QueriesMax);
        _writer = new RemoteWriter(
            name, config, _client.Http, new RemoteWriterParts(waiting ?? new OutgoingSamples(), services.Time, services.Log));
        Engine = new BackendEngine(config, _client, services.Time);
        var sampleWriter = new RuleSampleWriter(_writer.Samples);
        There = new RuleHome(new BackendQueries(Engine, services.Evaluation, evaluatesHere: false, services.Time), sampleWriter)
        {
            Turns = _turns,
        };
        Here = There with { Queries = new BackendQueries(Engine, services.Evaluation, evaluatesHere: true, services.Time) };
    }

    /// <summary>How it was configured.</summary>
    public BackendConfig Config { get; }

    /// <summary>Answers queries.</summary>
    public BackendEngine Engine { get; }

    /// <summary>What rules see of it that it evaluates itself.</summary>
    public RuleHome There { get; }

    /// <summary>What rules see of it that are evaluated here over its series.</summary>
    public RuleHome Here { get; }

    /// <summary>What is counted of its requests.</summary>
    public BackendCounts Counts => _client.Counts;

    /// <summary>Samples that wait.</summary>
    public OutgoingSamples Samples => _writer.Samples;

    /// <summary>Samples that never arrived: too many waited, or the backend refused them.</summary>
    public long Lost => _writer.Samples.Dropped + _writer.Refused;

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
        _turns.Dispose();
    }
}
