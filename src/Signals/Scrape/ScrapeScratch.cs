using System.Collections.Concurrent;
using Tocsin.Model.Relabel;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.Scrape;

/// <summary>Buffers for as many scrapes as run at once, not for as many as there are targets. Thread-safe.</summary>
internal sealed class ScrapeScratch
{
    private const int IdleMax = 16;

    private readonly ConcurrentBag<ScrapeBatch> _idle = [];

    /// <summary>Empty buffers.</summary>
    public ScrapeBatch Rent() => _idle.TryTake(out ScrapeBatch? batch) ? batch : new ScrapeBatch();

    /// <summary>Gives them back.</summary>
    public void Return(ScrapeBatch batch)
    {
        batch.Samples.Clear();
        batch.Exemplars.Clear();
        batch.Added.Clear();
        if (_idle.Count < IdleMax)
        {
            _idle.Add(batch);
        }
    }
}

/// <summary>What one scrape is collected in.</summary>
internal sealed class ScrapeBatch
{
    public SampleBatch Samples { get; } = new();

    public List<Exemplar> Exemplars { get; } = [];

    /// <summary>Which of the samples are the first of their series.</summary>
    public List<int> Added { get; } = [];

    public LabelEdits Edits { get; } = new();
}
