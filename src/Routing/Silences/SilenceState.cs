namespace Tocsin.Routing.Silences;

/// <summary>What a silence does at an instant; the order in which silences are listed. Persisted: values stay.</summary>
public enum SilenceState : byte
{
    /// <summary>It mutes.</summary>
    Active = 1,

    /// <summary>It will.</summary>
    Pending = 2,

    /// <summary>It did.</summary>
    Expired = 3,
}
