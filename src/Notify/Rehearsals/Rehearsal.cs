using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;

namespace Tocsin.Notify.Rehearsals;

/// <summary>What an integration would send. Immutable; secrets are hidden.</summary>
/// <param name="Requests">The requests in their order.</param>
/// <param name="TemplateError">The error of a template that failed, so that a plain message would go; empty if none did.</param>
/// <param name="Fault">Why nothing would be sent; empty if something would.</param>
public sealed record RehearsalReport(IReadOnlyList<RecordedRequest> Requests, string TemplateError, string Fault);

/// <summary>Has an integration make its requests without sending them: what it would say to whom, byte for byte.</summary>
public static class Rehearsal
{
    /// <summary>Makes one attempt on a stage in the place of the network; nobody is reached, not even a name server.</summary>
    /// <param name="config">The integration, with the global settings filled in.</param>
    /// <param name="services">What it is built with.</param>
    /// <param name="notification">What to tell.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<RehearsalReport> RunAsync(
        IntegrationConfig config, IntegrationServices services, Notification notification, CancellationToken cancellation)
    {
        using RevealedSecrets revealed = RevealedSecrets.Watch();
        using var stage = new Stage(config.SampleAnswers(notification.IsFiring));
        INotifier notifier = config.CreateNotifier(
            services with { Http = services.Http.On(stage), Mail = stage.Mail, Stage = stage });
        SendOutcome outcome = await AttemptAsync(notifier, notification, cancellation);
        SecretMask mask = stage.MaskOf(revealed);
        IReadOnlyList<RecordedRequest> requests = stage.Show(mask);
        return new RehearsalReport(
            requests,
            mask.Hide(outcome.TemplateError ?? ""),
            requests.Count > 0 ? "" : mask.Hide(outcome.Answer));
    }

    private static async Task<SendOutcome> AttemptAsync(
        INotifier notifier, Notification notification, CancellationToken cancellation)
    {
        try
        {
            return await notifier.SendAsync(notification, NoSendObserver.Instance, cancellation);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            return new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Answer = $"the integration failed by a bug: {bug.GetType().Name}",
            };
        }
    }
}
