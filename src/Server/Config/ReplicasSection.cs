using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>rules.replicas</c>: the servers that divide the rule groups among themselves. All must know the same.</summary>
public sealed record ReplicasSection
{
    /// <summary>This server's address, as the others call it; empty if it evaluates all groups by itself.</summary>
    public string Self { get; init; } = "";

    /// <summary>The addresses of all, this one among them or not.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>How often each is asked whether it is ready.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many answers in a row must be missing before the others take over its groups.</summary>
    public long FailuresMax { get; init; } = 3;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ReplicasSection> Schema { get; } = new YamlSchema<ReplicasSection>("tocsin.Replicas", new())
        .Optional("self", YamlTypes.Text, c => c.Self, (c, v) => c with { Self = v })
        .Optional("members", YamlTypes.ListOf(YamlTypes.Text), c => c.Members, (c, v) => c with { Members = v })
        .Field("probe_interval", ConfigTypes.Duration, c => c.ProbeInterval, (c, v) => c with { ProbeInterval = v })
        .Field("failures_max", YamlTypes.Whole, c => c.FailuresMax, (c, v) => c with { FailuresMax = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    private static ReplicasSection Check(ReplicasSection c, YamlRules rules)
    {
        if (c.Members.Count > 0 && c.Self.Length == 0)
        {
            rules.Fail("self must be this server's own address", "self", "one of members, as the others call it");
        }

        foreach (string member in c.Members.Append(c.Self).Where(member => member.Length > 0))
        {
            if (!Uri.TryCreate(member, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            {
                rules.Fail($"\"{member}\" is no address", "members", "give one such as http://tocsin-1:9093");
            }
        }

        if (c.ProbeInterval < TimeSpan.FromMilliseconds(100))
        {
            rules.Fail("probe_interval must be at least 100ms", "probe_interval");
        }

        if (c.FailuresMax is < 1 or > 100)
        {
            rules.Fail("failures_max must be between 1 and 100", "failures_max");
        }

        return c;
    }
}
