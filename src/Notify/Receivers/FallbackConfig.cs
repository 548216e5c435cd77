using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Receivers;

/// <summary><c>fallback</c>: who is told what a receiver could not be told. A name, or <c>{receiver, after}</c>.</summary>
public sealed record FallbackConfig
{
    /// <summary>How many receivers may stand behind one another.</summary>
    public const int ChainMax = 8;

    /// <summary>The name of the receiver that is told instead.</summary>
    public string Receiver { get; init; } = "";

    /// <summary>Tell it also when nothing has succeeded for so long; null for only when delivery fails for good.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>How it is read: a text or a mapping.</summary>
    public static YamlType<FallbackConfig?> Type { get; } = new ShortFormType<FallbackConfig>(
        new YamlSchema<FallbackConfig>("tocsin.Fallback", new())
            .Field("receiver", YamlTypes.Text, c => c.Receiver, (c, v) => c with { Receiver = v })
            .Optional("after", ConfigTypes.Duration.OrUnset(), c => c.After, (c, v) => c with { After = v })
            .WithoutUnmarshaler()
            .Rule(Check),
        TryParse);

    private static string? TryParse(string text, out FallbackConfig fallback)
    {
        fallback = new() { Receiver = text };
        return text.Length == 0 ? "a fallback names a receiver" : null;
    }

    private static FallbackConfig Check(FallbackConfig c, YamlRules rules)
    {
        if (c.Receiver.Length == 0)
        {
            rules.Fail("a fallback names a receiver", "receiver");
        }

        if (c.After is { } after && (after < TimeSpan.FromSeconds(1) || after > TimeSpan.FromDays(7)))
        {
            rules.Fail("after must be between 1s and 7d", "after");
        }

        return c;
    }
}
