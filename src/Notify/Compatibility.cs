namespace Tocsin.Notify;

/// <summary>The versions that Tocsin tells to others.</summary>
public static class Compatibility
{
    /// <summary>The version of Alertmanager whose behaviour this is.</summary>
    public const string AlertmanagerVersion = "0.34.0";

    /// <summary>Tocsin's own version.</summary>
    public static string Version { get; } =
        typeof(Compatibility).Assembly.GetName().Version is { } version ? version.ToString(3) : "0.0.0";
}
