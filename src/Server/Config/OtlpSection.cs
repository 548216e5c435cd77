using Tocsin.Server.Web;
using Tocsin.Signals.Otlp;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>otlp</c>: what is listened on for OpenTelemetry, beside the main port.</summary>
public sealed record OtlpSection
{
    /// <summary>Where gRPC is taken, such as <c>127.0.0.1:4317</c>; empty for nowhere but with TLS on the main port.</summary>
    public string GrpcListen { get; init; } = "";

    /// <summary>Where HTTP is taken, such as <c>127.0.0.1:4318</c>; empty for the main port alone.</summary>
    public string HttpListen { get; init; } = "";

    /// <summary>What becomes of deltas: <c>refuse</c>, <c>accumulate</c> or <c>keep</c>.</summary>
    public string Deltas { get; init; } = "refuse";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<OtlpSection> Schema { get; } = new YamlSchema<OtlpSection>("tocsin.Otlp", new())
        .Optional("grpc_listen", YamlTypes.Text, c => c.GrpcListen, (c, v) => c with { GrpcListen = v })
        .Optional("http_listen", YamlTypes.Text, c => c.HttpListen, (c, v) => c with { HttpListen = v })
        .Optional("deltas", YamlTypes.Text, c => c.Deltas, (c, v) => c with { Deltas = v })
        .WithoutUnmarshaler()
        .Rule((c, rules) =>
        {
            CheckAddress(c.GrpcListen, "grpc_listen", rules);
            CheckAddress(c.HttpListen, "http_listen", rules);
            if (c.Deltas is not ("refuse" or "accumulate" or "keep"))
            {
                rules.Fail($"deltas must not be \"{c.Deltas}\"", "deltas", "there are refuse, accumulate and keep");
            }

            return c;
        });

    /// <summary>What becomes of deltas.</summary>
    public DeltaHandling DeltaHandling() => Deltas switch
    {
        "accumulate" => Signals.Otlp.DeltaHandling.Accumulate,
        "keep" => Signals.Otlp.DeltaHandling.Keep,
        _ => Signals.Otlp.DeltaHandling.Refuse,
    };

    private static void CheckAddress(string address, string key, YamlRules rules)
    {
        if (address.Length > 0 && !ListenAddress.TryParse(address, out _, out string? fault))
        {
            rules.Fail(fault!, key, "give one such as 127.0.0.1:4317");
        }
    }
}
