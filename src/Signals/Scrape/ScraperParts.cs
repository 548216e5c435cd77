using Tocsin.Model.Seams;

namespace Tocsin.Signals.Scrape;

/// <summary>What all scrapers of a program share.</summary>
/// <param name="Appender">Where samples go.</param>
/// <param name="Notes">Where metadata and exemplars go.</param>
public sealed record ScraperParts(ISeriesAppender Appender, ISeriesNotes Notes)
{
    /// <summary>Where the series about scrapes go, which no limit of the target's own may keep away.</summary>
    public ISeriesAppender Reports { get; init; } = Appender;

    internal MetadataPool Metadata { get; } = new();

    internal ScrapeScratch Scratch { get; } = new();
}
