using Tocsin.Model.Seams;

namespace Tocsin.Signals.RemoteRead;

/// <summary>What a reader wants. Immutable.</summary>
/// <param name="Queries">Answered each by itself, in this order.</param>
/// <param name="AnswerType">The first of the types that the reader takes and that we have.</param>
public sealed record ReadRequest(IReadOnlyList<ReadQuery> Queries, ReadAnswerType AnswerType);

/// <summary>One query of a request. Immutable.</summary>
/// <param name="Series">Which series, and which part of them.</param>
/// <param name="WantsSamples">False if the labels alone are wanted, which frames have no way to tell.</param>
public sealed record ReadQuery(SeriesQuery Series, bool WantsSamples);

/// <summary>How an answer is written. On the wire: values are never reused.</summary>
public enum ReadAnswerType
{
    /// <summary>One message with all samples.</summary>
    Samples = 0,

    /// <summary>Messages one after the other, with the samples in Prometheus's chunks.</summary>
    Chunks = 1,
}
