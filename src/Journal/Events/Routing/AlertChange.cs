namespace Tocsin.Journal.Events.Routing;

/// <summary>What receiving an alert changed. Persisted: values are never reused.</summary>
public enum AlertChange : byte
{
    /// <summary>Only its end moved: a heartbeat, which is no event.</summary>
    Extended = 0,

    /// <summary>It was not known.</summary>
    Created = 1,

    /// <summary>Its texts, its source or its start changed.</summary>
    Changed = 2,

    /// <summary>It had ended and fires again: a new episode.</summary>
    Refired = 3,

    /// <summary>Its sender says that it has ended.</summary>
    Resolved = 4,
}
