using Tocsin.Model.Alerts;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>What a POST of alerts holds.</summary>
/// <param name="Alerts">The valid ones, in order.</param>
/// <param name="Invalid">Why the others are not; upstream stores the valid ones all the same and answers 400.</param>
/// <param name="Rejected">Set if the body as a whole is refused; then nothing is stored.</param>
internal sealed record AlertBatch(IReadOnlyList<Alert> Alerts, IReadOnlyList<string> Invalid, ApiError? Rejected)
{
    public static AlertBatch Refuse(ApiError error) => new([], [], error);
}
