namespace Tocsin.Journal.Events.Rules;

/// <summary>Why an alert of a rule is there. Persisted: values are never reused.</summary>
public enum AlertCause : byte
{
    /// <summary>The rule's condition held.</summary>
    Condition = 0,

    /// <summary>There was nothing that the condition could be asked of, and the rule asks for an alert then.</summary>
    NoData = 1,

    /// <summary>The rule could not be evaluated, and it asks for an alert then.</summary>
    Error = 2,
}
