namespace Tocsin.Tsdb;

/// <summary>Stored bytes are not what the format says: damaged, cut short, or written by something else.</summary>
public sealed class TsdbFormatException : Exception
{
    /// <summary>With a sentence that says what is wrong.</summary>
    public TsdbFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With what found it.</summary>
    public TsdbFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
