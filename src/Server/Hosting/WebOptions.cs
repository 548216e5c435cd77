namespace Tocsin.Server.Hosting;

/// <summary>How the web side is started.</summary>
public sealed record WebOptions
{
    /// <summary>Addresses to listen on, such as <c>:9093</c> or <c>[::1]:0</c>.</summary>
    public IReadOnlyList<string> ListenAddresses { get; init; } = [":9093"];

    /// <summary>Where OTLP is taken by gRPC; empty for nowhere of its own.</summary>
    public string OtlpGrpcAddress { get; init; } = "";

    /// <summary>Where OTLP is taken by HTTP; empty for nowhere of its own.</summary>
    public string OtlpHttpAddress { get; init; } = "";

    /// <summary>Whether the sockets come from systemd instead.</summary>
    public bool SystemdSocket { get; init; }

    /// <summary>File with TLS, basic authentication and the rate limit; empty for none.</summary>
    public string ConfigFile { get; init; } = "";

    /// <summary>The address people reach it by; empty derives it from the host name and port.</summary>
    public string ExternalUrl { get; init; } = "";

    /// <summary>Path in front of every endpoint; empty takes that of the external URL.</summary>
    public string RoutePrefix { get; init; } = "";

    /// <summary>GET requests at once; 0 or less takes the number of processors, at least 8.</summary>
    public int GetConcurrency { get; init; }

    /// <summary>Time that a request may take; zero or less for no limit.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Folder of the user interface; empty for the built-in one. Debian's builds have the flag.</summary>
    public string UiPath { get; init; } = "";
}
