namespace Tocsin.Notify.HttpClients;

/// <summary>A request could not be made as configured: a file that cannot be read, a token that was not had.</summary>
/// <remarks>Its message holds no secret, and goes into the journal as it is.</remarks>
public sealed class ClientSetupException : Exception
{
    public ClientSetupException()
    {
    }

    public ClientSetupException(string message)
        : base(message)
    {
    }

    public ClientSetupException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
