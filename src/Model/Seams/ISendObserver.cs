namespace Tocsin.Model.Seams;

/// <summary>Watches one attempt from within: who was spoken to, in which order, with what answer.</summary>
/// <remarks>Called from the thread that makes the attempt, one call after the other. Must not block or throw.</remarks>
public interface ISendObserver
{
    /// <summary>An exchange ended.</summary>
    void HopEnded(SendHop hop);
}

/// <summary>Watches nothing.</summary>
public sealed class NoSendObserver : ISendObserver
{
    /// <summary>The only one.</summary>
    public static readonly NoSendObserver Instance = new();

    private NoSendObserver()
    {
    }

    /// <inheritdoc/>
    public void HopEnded(SendHop hop)
    {
    }
}
