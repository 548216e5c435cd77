using Tocsin.Model.Labels;
using Tocsin.Signals.Scrape;

namespace Tocsin.Signals.Discovery;

/// <summary>The targets of one scrape configuration. Immutable.</summary>
/// <param name="Pool">The name of the configuration.</param>
/// <param name="Targets">What is scraped.</param>
/// <param name="Dropped">What relabelling dropped, as it was found.</param>
/// <param name="DroppedCount">How many it dropped, those that are not kept included.</param>
/// <param name="Faults">Targets that cannot be scraped, and why.</param>
public sealed record TargetSet(
    string Pool,
    IReadOnlyList<ScrapeTargetModel> Targets,
    IReadOnlyList<LabelSet> Dropped,
    int DroppedCount,
    IReadOnlyList<string> Faults);
