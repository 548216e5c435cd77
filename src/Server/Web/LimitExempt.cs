namespace Tocsin.Server.Web;

/// <summary>
/// Marks endpoints that the limit of concurrent GETs, the time limit and the measuring of requests pass over: streams,
/// which live as long as a browser's tab, and files from memory, which cost nothing. They have bounds of their own.
/// </summary>
internal sealed class LimitExempt
{
    /// <summary>The only instance; it has no state.</summary>
    public static readonly LimitExempt Instance = new();
}
