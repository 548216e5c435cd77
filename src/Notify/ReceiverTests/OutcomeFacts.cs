using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.ReceiverTests;

/// <summary>What the journal and the API say of an outcome.</summary>
internal static class OutcomeFacts
{
    /// <summary>Which of the three it is.</summary>
    public static AttemptResult Result(this SendOutcome outcome) => outcome switch
    {
        SendOutcome.Delivered => AttemptResult.Delivered,
        SendOutcome.Retry => AttemptResult.Retry,
        _ => AttemptResult.Rejected,
    };

    /// <summary>The class of the failure; null if it was delivered.</summary>
    public static SendFailureReason? FailureReason(this SendOutcome outcome) => outcome switch
    {
        SendOutcome.Retry retry => retry.Reason,
        SendOutcome.Rejected rejected => rejected.Reason,
        _ => null,
    };
}
