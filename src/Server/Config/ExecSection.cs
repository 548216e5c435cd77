using Tocsin.Notify.Integrations.Exec;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>exec</c>: the programs that receivers may run.</summary>
public sealed record ExecSection
{
    /// <summary>Their absolute paths; none by default.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ExecSection> Schema { get; } = new YamlSchema<ExecSection>("tocsin.Exec", new())
        .Optional("allow", YamlTypes.ListOf(YamlTypes.Text), c => c.Allow, (c, v) => c with { Allow = v })
        .WithoutUnmarshaler()
        .Rule((c, rules) =>
        {
            foreach (string fault in c.Allow.Select(ExecConfig.FaultOf).OfType<string>())
            {
                rules.Fail(fault, "allow");
            }

            return c;
        });
}
