using Tocsin.Model.Seams;

namespace Tocsin.Signals.Scrape;

/// <summary>What all scrapers of a program share.</summary>
/// <param name="Appender">Where samples go.</param>
/// <param name="Notes">Where metadata and exemplars go.</param>
public sealed record ScraperParts(ISeriesAppender Appender, ISeriesNotes Notes)
{
    internal MetadataPool Metadata { get; } = new();

    internal ScrapeScratch Scratch { get; } = new();
}
