using Tocsin.Regexes;
using Tocsin.Signals.Probes;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>A step of a dialogue: an item of <c>query_response</c>.</summary>
public sealed record QueryResponseConfig
{
    /// <summary>Lines are read until one matches.</summary>
    public Re2? Expect { get; init; }

    /// <summary>These bytes must come.</summary>
    public ReadOnlyMemory<byte> ExpectBytes { get; init; }

    /// <summary>Labels with what was matched.</summary>
    public IReadOnlyList<ExpectLabelConfig> Labels { get; init; } = [];

    /// <summary>What is sent then.</summary>
    public ReadOnlyMemory<byte> Send { get; init; }

    /// <summary>TLS begins then.</summary>
    public bool StartTls { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<QueryResponseConfig> Schema { get; } =
        new YamlSchema<QueryResponseConfig>("config.QueryResponse", new())
        .Optional("expect", ProbeTypes.Regex, c => c.Expect, (c, v) => c with { Expect = v })
        .Optional("expect_bytes", ProbeTypes.Bytes, c => c.ExpectBytes, (c, v) => c with { ExpectBytes = v })
        .Optional("labels", YamlTypes.ListOf(ExpectLabelConfig.Schema), c => c.Labels, (c, v) => c with { Labels = v })
        .Optional("send", ProbeTypes.Bytes, c => c.Send, (c, v) => c with { Send = v })
        .Optional("starttls", YamlTypes.Flag, c => c.StartTls, (c, v) => c with { StartTls = v })
        .Rule((c, rules) =>
        {
            if (c.Expect is not null && !c.ExpectBytes.IsEmpty)
            {
                rules.Fail("expect and expect_bytes are mutually exclusive", "expect_bytes");
            }

            if (c.ExpectBytes.Length > LineBuffer.LineBytesMax)
            {
                rules.Fail($"expect_bytes has {c.ExpectBytes.Length} bytes, at most {LineBuffer.LineBytesMax} are read", "expect_bytes");
            }

            return c;
        });

    /// <summary>The step.</summary>
    public DialogueStep Step => new()
    {
        Expect = Expect,
        ExpectBytes = ExpectBytes,
        Labels = [.. Labels.Select(label => KeyValuePair.Create(label.Name, label.Value))],
        Send = Send,
        StartsTls = StartTls,
    };
}

/// <summary>A label of <c>probe_expect_info</c>.</summary>
public sealed record ExpectLabelConfig
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its value; may have groups of the match.</summary>
    public string Value { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ExpectLabelConfig> Schema { get; } = new YamlSchema<ExpectLabelConfig>("config.Label", new())
        .Optional("name", YamlTypes.Text, c => c.Name, (c, v) => c with { Name = v })
        .Optional("value", YamlTypes.Text, c => c.Value, (c, v) => c with { Value = v })
        .WithoutUnmarshaler()
        .Rule((c, rules) =>
        {
            bool isName = c.Name.Length > 0 && !char.IsAsciiDigit(c.Name[0])
                && c.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
            if (!isName)
            {
                rules.Fail($"\"{c.Name}\" is not a label's name", "name");
            }

            return c;
        });
}
