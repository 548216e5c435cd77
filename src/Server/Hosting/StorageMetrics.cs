using System.Diagnostics.Metrics;

namespace Tocsin.Server.Hosting;

/// <summary>How much room the disk has on which state is kept, meter <c>Tocsin.Storage</c>.</summary>
internal sealed class StorageMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Storage");

    /// <summary>Begins.</summary>
    /// <param name="folder">The folder of the state.</param>
    public StorageMetrics(string folder)
    {
        // The file system of a folder, not of the root that a drive's name would mean.
        var drive = new DriveInfo(Path.GetFullPath(folder));
        _meter.CreateObservableGauge(
            "tocsin_storage_free_bytes", () => Read(() => drive.AvailableFreeSpace), "By", "Bytes that are free for the state.");
        _meter.CreateObservableGauge(
            "tocsin_storage_size_bytes", () => Read(() => drive.TotalSize), "By", "Bytes that the disk of the state has.");
    }

    public void Dispose() => _meter.Dispose();

    // A disk that does not answer has no number.
    private static IEnumerable<Measurement<long>> Read(Func<long> ask)
    {
        try
        {
            return [new Measurement<long>(ask())];
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
