using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Rules;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Rules.Evaluation;

namespace Tocsin.Rules.Lanes;

/// <summary>The alerts of rules as the journal sees them: read back before rules run, and saved while they do.</summary>
/// <remarks>
/// Not thread-safe: recovery first, then only the rules' lane. On disk an entry is an instant and the fields of a
/// <see cref="RuleAlertChanged"/>; the first is an instant alone, that of the last evaluation.
/// </remarks>
public sealed class RulesProjection : IProjection
{
    private SavedAlerts _saved = new();
    private RulesCore? _core;

    /// <inheritdoc/>
    public string Name => "rules";

    /// <summary>How many alerts were read back.</summary>
    public int Count => _saved.Count;

    /// <inheritdoc/>
    public void Apply(long seq, JournalEvent happened) => _saved.Apply(happened);

    /// <inheritdoc/>
    public void Load(CheckpointReader reader)
    {
        _saved = new SavedAlerts();
        bool isFirst = true;
        while (reader.TryRead(out EventReader fields))
        {
            Instant at = fields.ReadInstant();
            _saved.Apply(isFirst ? new RulesEvaluated(at) : RuleAlertChanged.Read(at, ref fields));
            isFirst = false;
        }
    }

    /// <inheritdoc/>
    public void Save(CheckpointWriter writer)
    {
        if (_core is not { } core)
        {
            return;
        }

        Instant at = Instant.FromUnixMs(core.EvaluatedMs);
        writer.Add(at, static (ref EventWriter fields, Instant evaluated) => fields.WriteInstant(evaluated));
        foreach (RuleAlertChanged alert in core.Alerts(at))
        {
            writer.Add(alert, static (ref EventWriter fields, RuleAlertChanged saved) =>
            {
                fields.WriteInstant(saved.At);
                saved.Write(ref fields);
            });
        }
    }

    /// <summary>Hands what was read back to the rules, which from now on are what is saved.</summary>
    public void Restore(RulesCore core)
    {
        core.Restore(_saved);
        _saved = new SavedAlerts();
        _core = core;
    }
}
