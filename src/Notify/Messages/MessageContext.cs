using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Templates.Data;

namespace Tocsin.Notify.Messages;

/// <summary>All that the texts of one attempt are made from. Immutable but for a cache; used by one attempt alone.</summary>
/// <param name="notification">What to tell.</param>
/// <param name="externalUrl">Where people find Tocsin.</param>
/// <param name="now">The instant of the attempt.</param>
public sealed class MessageContext(Notification notification, string externalUrl, Instant now)
{
    private object? _data;

    /// <summary>What to tell.</summary>
    public Notification Notification { get; } = notification;

    /// <summary>Where people find Tocsin, without a slash at its end.</summary>
    public string ExternalUrl { get; } = externalUrl;

    /// <summary>The instant of the attempt.</summary>
    public Instant Now { get; } = now;

    /// <summary>One text for one recipient, which templates that hand it to a gateway see; null elsewhere.</summary>
    public AddressedText? Addressed { get; private init; }

    /// <summary>The same for one text and one recipient.</summary>
    public MessageContext To(AddressedText addressed) => new(Notification, ExternalUrl, Now) { Addressed = addressed };

    /// <summary>The data for the templates, made at the first use and kept for the other fields.</summary>
    public T DataOf<T>(Func<MessageContext, T> make)
        where T : class => (T)(_data ??= make(this));
}
