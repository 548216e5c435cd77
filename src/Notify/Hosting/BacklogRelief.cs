namespace Tocsin.Notify.Hosting;

/// <summary>
/// Has the runtime look for garbage each time a backlog has let go of, or read back, so many messages. By itself it waits
/// until the heap has grown by as much again: texts that live until they are on disk are old by then, and a queue of
/// 100,000 messages of 1 kB stood for 80 MB of nothing.
/// </summary>
/// <remarks>The collection runs beside the program; on 100 MB it takes about a tenth of a second of one core.</remarks>
internal sealed class BacklogRelief
{
    private const int Every = 8_192;

    private long _last;

    /// <summary>Looks at how many messages have come and gone so far.</summary>
    public void Note(long moved)
    {
        if (moved - _last >= Every)
        {
            _last = moved;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }
}
