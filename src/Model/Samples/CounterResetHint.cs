namespace Tocsin.Model.Samples;

/// <summary>What is known of a histogram beside the one before it. Persisted and on the wire: values are never reused.</summary>
public enum CounterResetHint : byte
{
    /// <summary>Nothing: whoever needs to know compares the two.</summary>
    Unknown = 0,

    /// <summary>The counter started anew with this sample.</summary>
    CounterReset = 1,

    /// <summary>The counter went on.</summary>
    NotCounterReset = 2,

    /// <summary>Not a counter: it may go down.</summary>
    Gauge = 3,
}
