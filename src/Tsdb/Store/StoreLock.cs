namespace Tocsin.Tsdb.Store;

/// <summary>Keeps a second program out of a store's folder. It goes with the process, however that ends.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the folder.</summary>
    /// <exception cref="IOException">Another program has it.</exception>
    public static StoreLock Take(string folder)
    {
        string path = Path.Combine(folder, "lock");
        try
        {
            return new StoreLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken)
        {
            throw new IOException($"{folder}: another program uses this folder; stop it, or name another folder", taken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
