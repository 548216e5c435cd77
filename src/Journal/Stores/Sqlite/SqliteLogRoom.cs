using Microsoft.Win32.SafeHandles;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>
/// Fills the write-ahead log with zeros before it is written. A commit's sync then has only its own pages to write: if the file
/// grew, the file system must write down its new length as well, in an order, which doubles the time of a commit and more.
/// </summary>
/// <remarks>SQLite takes the log's frames up to the first that is not whole, and so passes over zeros.</remarks>
internal static class SqliteLogRoom
{
    // What the log holds when SQLite copies it into the database and begins anew: SqliteSchema.LogBytes, and a large commit.
    private const int Bytes = 9 * 1024 * 1024;
    private const int StepBytes = 256 * 1024;

    /// <summary>Makes the log of a database as long as it ever gets in quiet times; nothing if there is no space for it.</summary>
    /// <param name="path">The database, to which nobody writes meanwhile.</param>
    public static void Take(string path)
    {
        try
        {
            using SafeFileHandle log = File.OpenHandle(
                path + "-wal", FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            long length = RandomAccess.GetLength(log);
            if (length < Bytes && !TryFill(log, length))
            {
                RandomAccess.SetLength(log, length);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It is only for speed; what is wrong with the disk shows at the next commit, which says so.
        }
    }

    private static bool TryFill(SafeFileHandle log, long from)
    {
        byte[] zeros = new byte[StepBytes];
        try
        {
            for (long at = from; at < Bytes; at += zeros.Length)
            {
                RandomAccess.Write(log, zeros.AsSpan(0, (int)Math.Min(zeros.Length, Bytes - at)), at);
            }

            RandomAccess.FlushToDisk(log);
            return true;
        }
        catch (IOException)
        {
            // Others need the last of a full disk more.
            return false;
        }
    }
}
