using Tocsin.Journal.Events;

namespace Tocsin.Journal.Format;

/// <summary>Encodes events as they are for the disk, and forgets them: so the code is compiled before it matters.</summary>
public static class EncodingRehearsal
{
    /// <summary>Encodes one append and builds its block.</summary>
    public static void Run(ReadOnlySpan<JournalEvent> happened)
    {
        EventEncoder encoder = EventEncoder.Current;
        encoder.Add(happened);
        using var builder = new BlockBuilder();
        builder.Add(encoder);
        builder.Build(firstSeq: 1);
        encoder.Release();
    }
}
