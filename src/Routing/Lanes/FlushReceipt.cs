using Tocsin.Model.Seams;
using Tocsin.Routing.Grouping;

namespace Tocsin.Routing.Lanes;

/// <summary>Brings the end of a flush back to its group. It waits as long as the slowest message, so it holds no texts.</summary>
internal sealed class FlushReceipt(RouterLane lane, AlertGroup group, long number) : IFlushObserver
{
    public void FlushEnded(bool succeeded) => lane.FlushEnded(group, number, succeeded);
}
