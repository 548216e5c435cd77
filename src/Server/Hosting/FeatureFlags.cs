namespace Tocsin.Server.Hosting;

/// <summary>What <c>--enable-feature</c> switches on.</summary>
public sealed record FeatureFlags
{
    /// <summary>Names of upstream's features, in its order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "alert-names-in-metrics", "receiver-name-in-metrics", "group-key-in-metrics", "classic-mode",
        "utf8-strict-mode", "auto-gomemlimit", "event-recorder",
    ];

    /// <summary>Nothing switched on.</summary>
    public static FeatureFlags None { get; } = new();

    /// <summary>Notification metrics also carry the alert name.</summary>
    public bool AlertNamesInMetrics { get; private init; }

    /// <summary>Notification metrics also carry the receiver's name.</summary>
    public bool ReceiverNameInMetrics { get; private init; }

    /// <summary>Notification metrics also carry the group key.</summary>
    public bool GroupKeyInMetrics { get; private init; }

    /// <summary>Matchers and label names are read with the classic grammar only.</summary>
    public bool ClassicMode { get; private init; }

    /// <summary>Matchers are read with the UTF-8 grammar only.</summary>
    public bool Utf8StrictMode { get; private init; }

    /// <summary>
    /// Accepted for the sake of existing command lines: the runtime keeps to a container's limit by itself.
    /// </summary>
    public bool AutoMemoryLimit { get; private init; }

    /// <summary>The configuration may have an <c>event_recorder</c>.</summary>
    public bool EventRecorder { get; private init; }

    /// <summary>What was switched on, in the order given, for the log at start.</summary>
    public IReadOnlyList<string> Enabled { get; private init; } = [];

    /// <summary>Reads a comma-separated list.</summary>
    /// <param name="list">The list; empty for none.</param>
    /// <param name="flags">What it switches on.</param>
    /// <param name="error">What is wrong with it, else null.</param>
    public static bool TryParse(string list, out FeatureFlags flags, out string? error)
    {
        flags = None;
        error = null;
        string[] names = list.Length == 0 ? [] : list.Split(',');
        if (Array.Find(names, n => !Names.Contains(n)) is { } unknown)
        {
            error = $"unknown option '{unknown}' for --enable-feature";
            return false;
        }

        flags = new FeatureFlags
        {
            AlertNamesInMetrics = names.Contains("alert-names-in-metrics"),
            ReceiverNameInMetrics = names.Contains("receiver-name-in-metrics"),
            GroupKeyInMetrics = names.Contains("group-key-in-metrics"),
            ClassicMode = names.Contains("classic-mode"),
            Utf8StrictMode = names.Contains("utf8-strict-mode"),
            AutoMemoryLimit = names.Contains("auto-gomemlimit"),
            EventRecorder = names.Contains("event-recorder"),
            Enabled = names,
        };
        if (flags is { ClassicMode: true, Utf8StrictMode: true })
        {
            error = "cannot have both classic and UTF-8 modes enabled";
            return false;
        }

        return true;
    }
}
