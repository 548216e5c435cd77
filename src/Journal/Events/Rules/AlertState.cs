namespace Tocsin.Journal.Events.Rules;

/// <summary>How an alert of a rule stands. Ascends with what matters more. Persisted: values are never reused.</summary>
public enum AlertState : byte
{
    /// <summary>Its condition held and does no more.</summary>
    Inactive = 0,

    /// <summary>Its condition holds, but not for long enough.</summary>
    Pending = 1,

    /// <summary>It is to be told.</summary>
    Firing = 2,
}
