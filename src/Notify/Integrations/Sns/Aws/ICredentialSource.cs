namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>A place that credentials may come from. Thread-safe; remembers nothing.</summary>
internal interface ICredentialSource
{
    /// <summary>Asks for credentials.</summary>
    /// <returns>The credentials; null if this place is not set up here.</returns>
    /// <exception cref="HttpClients.ClientSetupException">It is set up and gave none; the message holds no secret.</exception>
    ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation);
}
