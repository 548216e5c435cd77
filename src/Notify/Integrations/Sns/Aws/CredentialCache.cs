using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>
/// Keeps lent credentials until shortly before they end; those that do not end are asked for each time. Thread-safe:
/// callers at the same time share one request.
/// </summary>
internal sealed class CredentialCache(ICredentialSource source, TimeProvider time) : ICredentialSource
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private AwsCredentials? _kept;
    private DateTimeOffset _renewAt;
    private Task<AwsCredentials?>? _asking;

    /// <inheritdoc/>
    public async ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation)
    {
        Task<AwsCredentials?> asking;
        AwsCredentials? kept;
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            kept = _kept?.ExpiresAt > now ? _kept : null;
            if (kept is not null && now < _renewAt)
            {
                return kept;
            }

            asking = _asking ??= AskAsync();
        }

        try
        {
            return await asking.WaitAsync(cancellation);
        }
        catch (ClientSetupException) when (kept is not null)
        {
            // They could not be renewed yet, and are good for some minutes more.
            return kept;
        }
    }

    /// <summary>Does not hand out those credentials again: AWS no longer takes them.</summary>
    public void Forget(AwsCredentials refused)
    {
        lock (_gate)
        {
            _kept = ReferenceEquals(_kept, refused) ? null : _kept;
        }
    }

    // Not ended by one caller's cancellation, since others wait for it too; each exchange in it has its own time limit.
    private async Task<AwsCredentials?> AskAsync()
    {
        // Off the lock of the caller, however far the first steps go without waiting.
        await Task.Yield();
        try
        {
            AwsCredentials? found = await source.FindAsync(CancellationToken.None);
            Keep(found);
            return found;
        }
        finally
        {
            lock (_gate)
            {
                _asking = null;
            }
        }
    }

    private void Keep(AwsCredentials? found)
    {
        lock (_gate)
        {
            _kept = found;
            if (found?.ExpiresAt is { } end)
            {
                // Keys that last for a quarter of an hour are not renewed at once.
                TimeSpan lasts = end - time.GetUtcNow();
                _renewAt = end - (lasts / 4 < Margin ? lasts / 4 : Margin);
            }
        }
    }
}
