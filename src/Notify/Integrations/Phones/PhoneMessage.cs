using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Phones;

/// <summary>One text for one phone. Immutable but for the rendering, which collects errors.</summary>
/// <param name="To">The number, E.164.</param>
/// <param name="Text">What is written or said.</param>
/// <param name="Rendering">Renders what else the provider needs.</param>
internal sealed record PhoneMessage(string To, string Text, Rendering Rendering)
{
    /// <summary>What is told of.</summary>
    public Notification Notification => Rendering.Context.Notification;
}

/// <summary>Hands messages over to whoever brings them to phones. Thread-safe.</summary>
internal interface IPhoneProvider
{
    /// <summary>Hands over one message.</summary>
    Task<SendOutcome> SendAsync(PhoneMessage message, ISendObserver observer, CancellationToken cancellation);
}
