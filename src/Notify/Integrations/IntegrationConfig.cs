using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations;

/// <summary>One way in which a receiver is reached, as written. Immutable.</summary>
public abstract record IntegrationConfig
{
    /// <summary>The integration's name in metrics and the notification log: <c>webhook</c>, <c>email</c>…</summary>
    public abstract string Integration { get; }

    /// <summary>Tell also that alerts have been resolved.</summary>
    public bool SendResolved { get; init; } = true;

    /// <summary>
    /// Whether the other end keeps something open, an incident or a ticket, until it is told that the alerts resolved. A
    /// test message is then followed by its end.
    /// </summary>
    public virtual bool KeepsIncidents => false;

    /// <summary>How requests are made; never null once loaded, except for mail, which has none.</summary>
    public HttpClientConfig? HttpConfig { get; init; }

    /// <summary>
    /// What the receiver would answer, for showing requests without sending them. Only answers on which a further request
    /// depends need be here.
    /// </summary>
    /// <param name="isFiring">Whether the message tells of a firing alert.</param>
    public virtual IReadOnlyList<SampleAnswer> SampleAnswers(bool isFiring) => [];

    /// <summary>Compiles the templates and makes the client; connects to nobody.</summary>
    public abstract INotifier CreateNotifier(IntegrationServices services);

    /// <summary>The templates that are secrets and so are not printed, with their keys, for those who check templates.</summary>
    public virtual IEnumerable<(string Key, string Text)> HiddenTemplates() => [];

    internal static YamlSchema<T> AddKeys<T>(YamlSchema<T> schema)
        where T : IntegrationConfig =>
        schema.Field("send_resolved", YamlTypes.Flag, c => c.SendResolved, (c, v) => c with { SendResolved = v });

    internal static YamlSchema<T> AddHttpKeys<T>(YamlSchema<T> schema)
        where T : IntegrationConfig => AddKeys(schema).Optional(
            "http_config", HttpClientConfig.Schema.OrNull(), c => c.HttpConfig, (c, v) => c with { HttpConfig = v });
}
