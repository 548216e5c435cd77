namespace Tocsin.Routing.Grouping;

/// <summary>Brings the end of a flush back to the owner of its group. Thread-safe.</summary>
internal interface IFlushEnds
{
    /// <summary>The flush of that number has ended.</summary>
    void FlushEnded(AlertGroup group, long number, bool succeeded);
}
