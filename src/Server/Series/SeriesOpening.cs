using Microsoft.Extensions.Logging;

namespace Tocsin.Server.Series;

/// <summary>
/// The series store on its way open: it reads its log on one core while the journal and the rest start on another. Whoever
/// begins it takes it or disposes of it.
/// </summary>
internal sealed class SeriesOpening : IDisposable
{
    private readonly Task<SeriesHost>? _opening;
    private bool _isTaken;

    private SeriesOpening(Task<SeriesHost>? opening) => _opening = opening;

    /// <summary>Begins to open the store.</summary>
    /// <param name="storagePath">Where the program keeps its data.</param>
    /// <param name="options">The settings; null for a program without series.</param>
    /// <param name="time">Clock and timers.</param>
    /// <param name="log">Where it tells what it finds.</param>
    public static SeriesOpening Begin(string storagePath, SeriesOptions? options, TimeProvider time, ILogger log)
    {
        string folder = Path.Combine(storagePath, SeriesOptions.FolderName);
        return new SeriesOpening(options is null ? null : Task.Run(() => SeriesHost.Open(folder, options, time, log)));
    }

    /// <summary>Waits until the store is open; null where there is none.</summary>
    /// <exception cref="IOException">The folder cannot be used; the message says why.</exception>
    public SeriesHost? Take()
    {
        _isTaken = true;
        return _opening?.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isTaken || _opening is null)
        {
            return;
        }

        // Something else failed, and that is what is told.
        ((IAsyncResult)_opening).AsyncWaitHandle.WaitOne();
        if (_opening.IsCompletedSuccessfully)
        {
            _opening.Result.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
