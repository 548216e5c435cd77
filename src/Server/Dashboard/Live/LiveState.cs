namespace Tocsin.Server.Dashboard.Live;

/// <summary>How a live alert stands. An alert has the first of these that holds, from silenced on; else it is active.</summary>
internal enum LiveState
{
    Active,
    Silenced,
    Inhibited,
    Muted,
}

/// <summary>The states as the API writes them.</summary>
internal static class LiveStates
{
    private static readonly string[] Names = ["active", "silenced", "inhibited", "muted"];

    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The state's name.</summary>
    public static string Text(this LiveState state) => Names[(int)state];
}
