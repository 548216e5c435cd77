namespace Tocsin.Model.Seams;

/// <summary>Why an alert is muted. Persisted: values are never reused.</summary>
public enum MuteReason : byte
{
    /// <summary>Not muted.</summary>
    None = 0,

    /// <summary>Another firing alert inhibits it.</summary>
    Inhibition = 1,

    /// <summary>The route is outside its active time intervals.</summary>
    ActiveTimeInterval = 2,

    /// <summary>The route is inside one of its mute time intervals.</summary>
    MuteTimeInterval = 3,

    /// <summary>A silence matches it.</summary>
    Silence = 4,
}
