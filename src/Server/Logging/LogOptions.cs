namespace Tocsin.Server.Logging;

/// <summary>How the log is written.</summary>
public sealed record LogOptions
{
    /// <summary>The least level of the program's own lines.</summary>
    public LogLevelName Level { get; init; } = LogLevelName.Info;

    /// <summary>How lines look.</summary>
    public LogFormat Format { get; init; }

    /// <summary>Lines that may wait for a slow reader of the log; further ones are dropped and counted.</summary>
    public int QueuedLinesMax { get; init; } = 8192;

    /// <summary>The clock of the time stamps.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
