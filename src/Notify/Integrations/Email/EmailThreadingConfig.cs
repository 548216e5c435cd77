using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Email;

/// <summary>How mails of one group are threaded: <c>threading</c>.</summary>
public sealed record EmailThreadingConfig
{
    /// <summary>Make mails of one group one thread.</summary>
    public bool Enabled { get; init; }

    /// <summary><c>daily</c> for a thread each day, or <c>none</c>.</summary>
    public string ThreadByDate { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<EmailThreadingConfig> Schema { get; } =
        new YamlSchema<EmailThreadingConfig>("config.ThreadingConfig", new())
        .Optional("enabled", YamlTypes.Flag, c => c.Enabled, (c, v) => c with { Enabled = v })
        .Optional("thread_by_date", YamlTypes.Text, c => c.ThreadByDate, (c, v) => c with { ThreadByDate = v })
        .WithoutUnmarshaler();
}
