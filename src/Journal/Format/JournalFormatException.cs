namespace Tocsin.Journal.Format;

/// <summary>Stored bytes do not have the form they should: cut short, damaged, or written by something else.</summary>
/// <remarks>The only exception that reading events and checkpoints throws, whatever the bytes.</remarks>
public sealed class JournalFormatException : FormatException
{
    /// <summary>Without a message.</summary>
    public JournalFormatException()
    {
    }

    /// <summary>With what was wrong.</summary>
    public JournalFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With what was wrong and what found it.</summary>
    public JournalFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
