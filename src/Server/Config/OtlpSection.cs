using Tocsin.Server.Web;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>otlp</c>: what is listened on for OpenTelemetry, beside the main port.</summary>
public sealed record OtlpSection
{
    /// <summary>Where gRPC is taken, such as <c>127.0.0.1:4317</c>; empty for nowhere but with TLS on the main port.</summary>
    public string GrpcListen { get; init; } = "";

    /// <summary>Where HTTP is taken, such as <c>127.0.0.1:4318</c>; empty for the main port alone.</summary>
    public string HttpListen { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<OtlpSection> Schema { get; } = new YamlSchema<OtlpSection>("tocsin.Otlp", new())
        .Optional("grpc_listen", YamlTypes.Text, c => c.GrpcListen, (c, v) => c with { GrpcListen = v })
        .Optional("http_listen", YamlTypes.Text, c => c.HttpListen, (c, v) => c with { HttpListen = v })
        .WithoutUnmarshaler()
        .Rule((c, rules) =>
        {
            CheckAddress(c.GrpcListen, "grpc_listen", rules);
            CheckAddress(c.HttpListen, "http_listen", rules);
            return c;
        });

    private static void CheckAddress(string address, string key, YamlRules rules)
    {
        if (address.Length > 0 && !ListenAddress.TryParse(address, out _, out string? fault))
        {
            rules.Fail(fault!, key, "give one such as 127.0.0.1:4317");
        }
    }
}
