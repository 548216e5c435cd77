using System.Runtime;

namespace Tocsin.Routing.Lanes;

/// <summary>The collector of this process.</summary>
internal sealed class RuntimeCollector : ICollector
{
    public long BytesAvailable => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public bool IsAway => GCSettings.LatencyMode == GCLatencyMode.NoGCRegion;

    public bool TrySendAway(long bytes)
    {
        try
        {
            return GC.TryStartNoGCRegion(bytes, disallowFullBlockingGC: true);
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // It is away already, or the process may not have so much.
            return false;
        }
    }

    public void CallBack()
    {
        try
        {
            if (IsAway)
            {
                GC.EndNoGCRegion();
            }
        }
        catch (InvalidOperationException)
        {
            // The bytes were used up in this moment.
        }
    }
}
