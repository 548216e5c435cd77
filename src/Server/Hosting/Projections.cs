using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Notify.Alertmanagers;
using Tocsin.Notify.Outbox;
using Tocsin.Routing.Recovery;
using Tocsin.Rules.Lanes;
using Tocsin.Rules.Managed;

namespace Tocsin.Server.Hosting;

/// <summary>What a start reads back from the journal. Each part belongs to its stage from then on.</summary>
internal sealed class Projections
{
    public RouterProjection Router { get; } = new();

    public NotifyState Notify { get; } = new();

    public RulesProjection Rules { get; } = new();

    public ManagedRulesProjection ManagedRules { get; } = new();

    public AlertQueues Alertmanagers { get; } = new();

    /// <summary>Reads all of them, in one pass.</summary>
    public RecoveryReport Recover(JournalHost journal) =>
        journal.Recover(Router, Notify, Rules, ManagedRules, Alertmanagers);
}
