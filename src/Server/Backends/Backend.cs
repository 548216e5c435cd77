using Microsoft.Extensions.Logging;
using Tocsin.Notify.HttpClients;
using Tocsin.Rules.Evaluation;
using Tocsin.Server.Config;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Server.Backends;

/// <summary>What backends are made amid.</summary>
/// <param name="Http">Makes their clients.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where their troubles are told.</param>
internal sealed record BackendServices(HttpClientFactory Http, TimeProvider Time, ILogger Log);

/// <summary>A server elsewhere that evaluates rules and keeps what they record.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly HttpMessageInvoker _client;
    private readonly SemaphoreSlim _turns;
    private readonly RemoteWriter _writer;

    /// <summary>A backend; it sends what waited for one of its name before.</summary>
    public Backend(string name, BackendConfig config, BackendServices services, OutgoingSamples? waiting = null)
    {
        Config = config;
        _client = services.Http.Create(config.Client);
        _turns = new SemaphoreSlim((int)config.QueriesMax);
        _writer = new RemoteWriter(
            name, config, _client, new RemoteWriterParts(waiting ?? new OutgoingSamples(), services.Time, services.Log));
        Home = new RuleHome(new BackendQueries(name, config, _client, services.Time), new RuleSampleWriter(_writer.Samples))
        {
            Turns = _turns,
        };
    }

    /// <summary>How it was configured.</summary>
    public BackendConfig Config { get; }

    /// <summary>What rules see of it.</summary>
    public RuleHome Home { get; }

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
