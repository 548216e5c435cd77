namespace Tocsin.Signals.Scrape;

/// <summary>What a metric is said to be.</summary>
internal enum DescriptionPart
{
    /// <summary>Its type.</summary>
    Type,

    /// <summary>Its explanation, still escaped.</summary>
    Help,

    /// <summary>Its unit.</summary>
    Unit,
}

/// <summary>Takes what a body holds, in its order. All spans end with the call.</summary>
internal interface IExpositionSink
{
    /// <summary>Takes a description.</summary>
    /// <param name="part">Which part of it.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="text">The text; of a type the word for it.</param>
    void Describe(DescriptionPart part, ReadOnlySpan<byte> metric, ReadOnlySpan<byte> text);

    /// <summary>
    /// How many bytes name the series of the line, if it is the one that is expected there: then they need not be read.
    /// </summary>
    /// <param name="line">The line, with what follows it. Unless the answer is 0, its sample is taken next, or none.</param>
    int Recognise(ReadOnlySpan<byte> line);

    /// <summary>Takes a sample.</summary>
    /// <returns>Why reading must stop, or null.</returns>
    string? Take(scoped in ExposedSample sample);
}
