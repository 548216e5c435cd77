using Tocsin.Journal.Commits;

namespace Tocsin.Journal.Stores;

/// <summary>The store could not do what it was asked for: full, broken, locked, damaged.</summary>
public sealed class JournalStoreException : Exception
{
    /// <summary>Without a reason.</summary>
    public JournalStoreException()
    {
    }

    /// <summary>With a message and no class.</summary>
    public JournalStoreException(string message)
        : base(message)
    {
    }

    /// <summary>With what found it.</summary>
    public JournalStoreException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>With its class, and a message that names the file and what to do.</summary>
    public JournalStoreException(CommitFailure failure, string message)
        : base(message) => Failure = failure;

    /// <summary>The class of the failure.</summary>
    public CommitFailure Failure { get; } = CommitFailure.Other;
}
