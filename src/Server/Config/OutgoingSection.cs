using Tocsin.Notify.Outgoing;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>outgoing</c>: the addresses that messages may go to.</summary>
public sealed record OutgoingSection
{
    /// <summary>What is refused: <c>internal</c>, networks, addresses.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>What is allowed although <see cref="Deny"/> holds it.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>The rules.</summary>
    public AddressRules Rules => AddressRules.Of(Deny, Allow);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<OutgoingSection> Schema { get; } = new YamlSchema<OutgoingSection>("tocsin.Outgoing", new())
        .Optional("deny", YamlTypes.ListOf(YamlTypes.Text), c => c.Deny, (c, v) => c with { Deny = v })
        .Optional("allow", YamlTypes.ListOf(YamlTypes.Text), c => c.Allow, (c, v) => c with { Allow = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    private static OutgoingSection Check(OutgoingSection c, YamlRules rules)
    {
        CheckAll(c.Deny, "deny", rules);
        CheckAll(c.Allow, "allow", rules);
        if (c.Allow.Count > 0 && c.Deny.Count == 0)
        {
            rules.Fail("allow makes exceptions from deny, which is empty", "allow",
                "to allow nothing else, write deny: [0.0.0.0/0, '::/0']");
        }

        return c;
    }

    private static void CheckAll(IReadOnlyList<string> texts, string key, YamlRules rules)
    {
        foreach (string fault in texts.Select(AddressRules.FaultOf).OfType<string>())
        {
            rules.Fail(fault, key);
        }
    }
}
