using Tocsin.Model.Seams;

namespace Tocsin.Notify.Integrations.NotServedYet;

/// <summary>
/// An integration that Tocsin reads and checks and cannot send by yet. It says so when the configuration is loaded and
/// fails every send, where metrics, history and explain show it: it is never silent.
/// </summary>
/// <param name="integration">The integration's name.</param>
public sealed class NotServedYetNotifier(string integration) : INotifier
{
    /// <summary>What is said, at load and at each send.</summary>
    public static string Sentence(string integration) =>
        $"{integration} is configured, but this version of Tocsin cannot send by it; sending comes in a later version";

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation) =>
        new(new SendOutcome.Rejected(SendFailureReason.Other) { Answer = Sentence(integration) });
}
