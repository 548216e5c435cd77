using Tocsin.Journal.Events;
using Tocsin.Rules.Texts;

namespace Tocsin.Rules.Evaluation;

/// <summary>One evaluation of a rule: what it is given, and where its effects go. Used again for the next rule.</summary>
public sealed class RuleTurn
{
    /// <summary>What templates see of no instant at all.</summary>
    public static readonly RuleTextScope NoTexts = new() { AtMs = 0, Query = _ => throw new NotSupportedException() };

    /// <summary>When.</summary>
    public RuleInstant At { get; set; }

    /// <summary>How many series or alerts the rule may give; 0 for no limit.</summary>
    public int Limit { get; set; }

    /// <summary>What the templates see.</summary>
    public RuleTextScope Texts { get; set; } = NoTexts;

    /// <summary>The samples to be written.</summary>
    public List<RuleSample> Samples { get; } = [];

    /// <summary>What happened, to be in the journal before anybody is told.</summary>
    public List<JournalEvent> Events { get; } = [];

    /// <summary>Forgets the effects.</summary>
    public void Clear()
    {
        Samples.Clear();
        Events.Clear();
    }
}
