namespace Tocsin.Server.Dashboard.Past;

/// <summary>A span of time in which an alert fired. Unix milliseconds.</summary>
/// <param name="FromMs">When it began; 0 for earlier than is known.</param>
/// <param name="ToMs">When it ended; 0 for not yet.</param>
internal readonly record struct FiredSpan(long FromMs, long ToMs)
{
    /// <summary>It fires on.</summary>
    public bool IsOpen => ToMs == 0;
}
