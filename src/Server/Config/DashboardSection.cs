using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>dashboard</c>: what the dashboard leads to outside.</summary>
public sealed record DashboardSection
{
    /// <summary>What stands for the id of a trace in <see cref="TraceUrl"/>.</summary>
    public const string TracePlace = "{{trace_id}}";

    /// <summary>The address of a trace, with <see cref="TracePlace"/>; empty for no links.</summary>
    public string TraceUrl { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<DashboardSection> Schema { get; } = new YamlSchema<DashboardSection>("tocsin.Dashboard", new())
        .Optional("trace_url", YamlTypes.Text, c => c.TraceUrl, (c, v) => c with { TraceUrl = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    private static DashboardSection Check(DashboardSection c, YamlRules rules)
    {
        string tried = c.TraceUrl.Replace(TracePlace, "0af7651916cd43dd8448eb211c80319c", StringComparison.Ordinal);
        bool isLink = Uri.TryCreate(tried, UriKind.Absolute, out Uri? uri) && uri.Scheme is ("http" or "https");
        if (c.TraceUrl.Length > 0 && (tried == c.TraceUrl || !isLink))
        {
            rules.Fail($"trace_url must be an address of http or https with {TracePlace} in it", "trace_url");
        }

        return c;
    }
}
