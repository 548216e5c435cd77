namespace Tocsin.Server.Logging;

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary><c>key=value</c> pairs.</summary>
    Logfmt,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>The least level that is logged, in upstream's names.</summary>
public enum LogLevelName
{
    /// <summary>Everything.</summary>
    Debug,

    /// <summary>What happens in normal operation.</summary>
    Info,

    /// <summary>What someone should look at.</summary>
    Warn,

    /// <summary>What failed.</summary>
    Error,
}
