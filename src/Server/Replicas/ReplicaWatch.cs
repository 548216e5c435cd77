using Microsoft.Extensions.Logging;
using Tocsin.Server.Config;

namespace Tocsin.Server.Replicas;

/// <summary>Asks the other replicas whether they are ready, and tells when one comes or goes.</summary>
internal sealed partial class ReplicaWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly LiveMembers _members;
    private readonly ReplicasSection _config;
    private readonly HttpMessageInvoker _client;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private IReadOnlyList<string> _live;
    private Task _loop = Task.CompletedTask;

    /// <param name="config">The members.</param>
    /// <param name="client">Asks them; owned from here on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it is told who comes and goes.</param>
    public ReplicaWatch(ReplicasSection config, HttpMessageInvoker client, TimeProvider time, ILogger log)
    {
        (_config, _client, _time, _log) = (config, client, time, log);
        _members = new LiveMembers(config);
        _live = _members.Live;
    }

    /// <summary>This server, as the others call it.</summary>
    public string Self => _members.Self;

    /// <summary>Those who live; this server alone if it has no replicas. Safe to read from any thread.</summary>
    public IReadOnlyList<string> Live => Volatile.Read(ref _live);

    /// <summary>Asks everybody once, within a second.</summary>
    public Task AskAsync() => AskAllAsync();

    /// <summary>Asks again and again from now on.</summary>
    /// <param name="changed">Called after somebody came or went.</param>
    public void Start(Func<Task> changed) => _loop = _members.Others.Count > 0 ? RunAsync(changed) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(Func<Task> changed)
    {
        using var timer = new PeriodicTimer(_config.ProbeInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                if (await AskAllAsync().ConfigureAwait(false))
                {
                    await changed().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task<bool> AskAllAsync()
    {
        IReadOnlyList<string> others = _members.Others;
        bool[] answers = await Task.WhenAll(others.Select(IsReadyAsync)).ConfigureAwait(false);
        bool hasChanged = false;
        for (int i = 0; i < answers.Length; i++)
        {
            if (_members.Note(others[i], answers[i]))
            {
                hasChanged = true;
                LogMember(others[i], answers[i] ? "lives" : "is dead");
            }
        }

        Volatile.Write(ref _live, _members.Live);
        return hasChanged;
    }

    private async Task<bool> IsReadyAsync(string member)
    {
        using var late = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stopping.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, member + "/-/ready");
            using HttpResponseMessage answer = await _client.SendAsync(request, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception wrong) when (wrong is HttpRequestException or IOException
            || (wrong is OperationCanceledException && !_stopping.IsCancellationRequested))
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A replica that rules are divided with {member} {state}")]
    private partial void LogMember(string member, string state);
}
