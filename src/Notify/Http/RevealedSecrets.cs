using System.Collections.Concurrent;

namespace Tocsin.Notify.Http;

/// <summary>
/// Gathers every secret that is used while a message is only shown, so that it can be hidden in what is shown. A list of
/// the configuration's secret fields would miss those in files and in the environment, and the next field that is added.
/// </summary>
/// <remarks>Holds for what is called from where <see cref="Watch"/> was, on any thread, until it is disposed.</remarks>
public sealed class RevealedSecrets : IDisposable
{
    private static readonly AsyncLocal<RevealedSecrets?> Watching = new();
    private readonly ConcurrentDictionary<string, byte> _texts = new(StringComparer.Ordinal);
    private readonly RevealedSecrets? _outer = Watching.Value;

    private RevealedSecrets()
    {
    }

    /// <summary>The secrets so far.</summary>
    public IReadOnlyCollection<string> Texts => [.. _texts.Keys];

    /// <summary>Begins.</summary>
    public static RevealedSecrets Watch() => Watching.Value = new RevealedSecrets();

    /// <inheritdoc/>
    public void Dispose() => Watching.Value = _outer;

    internal static void Note(string? text)
    {
        if (!string.IsNullOrEmpty(text) && Watching.Value is { } watch)
        {
            watch._texts.TryAdd(text, 0);
        }
    }
}
