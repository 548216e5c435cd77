namespace Tocsin.Tool.CommandLine;

/// <summary>A command cannot go on; its message is for the person who called it, and the exit code is 1.</summary>
public sealed class CommandFailure : Exception
{
    /// <summary>Without a message.</summary>
    public CommandFailure()
    {
    }

    /// <summary>With what to tell the caller.</summary>
    public CommandFailure(string message)
        : base(message)
    {
    }

    /// <summary>With what to tell the caller and what led to it.</summary>
    public CommandFailure(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Whether the message ends its line itself, so that the program adds nothing behind it.</summary>
    public bool IsBare { get; init; }
}
