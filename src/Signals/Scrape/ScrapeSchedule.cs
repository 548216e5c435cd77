namespace Tocsin.Signals.Scrape;

/// <summary>
/// Which target is scraped when: each at its own place within its interval, by hash. Not thread-safe, except for the end of a
/// turn that nobody waits for.
/// </summary>
/// <remarks>
/// A target that is gone stays for one more turn, in which its series are marked; one that comes back before goes on as
/// if it had never gone.
/// </remarks>
// Source: Prometheus scrape, Target.offset and scrapeLoop.endOfRunStaleness.
public sealed class ScrapeSchedule
{
    // So many places has an interval. More would spread a thousand targets no better, and each costs who keeps the schedule
    // a waking.
    private const int Places = 256;

    private readonly Dictionary<(string, Model.Labels.LabelSet, string), Turn> _turns = [];
    private readonly PriorityQueue<(Turn Turn, long DueMs), long> _due = new();

    /// <summary>When something is due next, in Unix milliseconds; null if nothing is.</summary>
    public long? NextMs => _due.TryPeek(out _, out long due) ? due : null;

    /// <summary>What is scraped, in no particular order.</summary>
    public IEnumerable<Turn> Turns => _turns.Values.Where(turn => !turn.IsLeaving);

    /// <summary>Puts other targets in force; those that stay keep their series and their place.</summary>
    /// <param name="targets">All targets.</param>
    /// <param name="make">Makes a scraper for a new one.</param>
    /// <param name="nowMs">The present, in Unix milliseconds.</param>
    public void Swap(IEnumerable<ScrapeTargetModel> targets, Func<ScrapeTargetModel, TargetScraper> make, long nowMs)
    {
        var gone = _turns.Values.ToHashSet();
        foreach (ScrapeTargetModel target in targets)
        {
            if (!_turns.TryGetValue(target.Identity, out Turn? turn))
            {
                turn = new Turn(make(target), target);
                _turns.Add(target.Identity, turn);
                PlanAnew(turn, FirstAfter(target, nowMs));
            }
            else if (turn.Target.Interval != target.Interval)
            {
                turn.Target = target;
                PlanAnew(turn, FirstAfter(target, nowMs));
            }

            turn.Target = target;
            turn.IsLeaving = false;
            gone.Remove(turn);
        }

        foreach (Turn turn in gone)
        {
            turn.IsLeaving = true;
        }
    }

    /// <summary>Takes what is due, and plans when it is due again.</summary>
    /// <returns>Null if nothing is due. It is busy until <see cref="Finish"/>.</returns>
    public Turn? TakeDue(long nowMs)
    {
        while (_due.TryPeek(out (Turn Turn, long DueMs) first, out long due) && due <= nowMs)
        {
            _due.Dequeue();
            Turn turn = first.Turn;
            if (turn.NextMs != due)
            {
                // Planned anew since.
                continue;
            }

            if (!turn.TryBegin(out bool wasLate))
            {
                // Its turn comes as soon as the one before is over: a target that takes all of its time loses none.
                turn.Skipped += wasLate ? 1 : 0;
                Plan(turn, After(turn, nowMs));
                continue;
            }

            turn.DueMs = due;

            if (turn.IsLeaving)
            {
                _turns.Remove(turn.Target.Identity);
            }
            else
            {
                Plan(turn, After(turn, nowMs));
            }

            return turn;
        }

        return null;
    }

    /// <summary>Ends a turn; if it was due again in the meantime, it is so now.</summary>
    public void Finish(Turn turn, long nowMs)
    {
        if (!turn.TryEnd())
        {
            turn.EndLate();
            Plan(turn, nowMs);
        }
    }

    private static long After(Turn turn, long nowMs)
    {
        long interval = (long)turn.Target.Interval.TotalMilliseconds;
        return turn.AnchorMs + (((nowMs - turn.AnchorMs) / interval) + 1) * interval;
    }

    private static long FirstAfter(ScrapeTargetModel target, long nowMs)
    {
        long interval = Math.Max(1, (long)target.Interval.TotalMilliseconds);
        ulong hash = target.Labels.Fingerprint.Value;
        foreach (char c in target.Url)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        long offset = (long)(hash % (ulong)interval);
        offset -= offset % Math.Max(1, interval / Places);
        long next = nowMs - (nowMs % interval) + offset;
        return next < nowMs ? next + interval : next;
    }

    private void PlanAnew(Turn turn, long firstMs)
    {
        turn.AnchorMs = firstMs;
        Plan(turn, firstMs);
    }

    private void Plan(Turn turn, long dueMs)
    {
        turn.NextMs = dueMs;
        _due.Enqueue((turn, dueMs), dueMs);
    }

    /// <summary>A target and its turns. Only its owner's thread changes it, and who has a turn says how it ended.</summary>
    /// <param name="scraper">What reads it.</param>
    /// <param name="target">The target as it is now.</param>
    public sealed class Turn(TargetScraper scraper, ScrapeTargetModel target)
    {
        private const int Idle = 0;
        private const int Busy = 1;

        // It was due again while it was busy.
        private const int Late = 2;

        private int _phase;
        private ScrapeState _state = new(target, null, 0, TimeSpan.Zero);

        /// <summary>What reads it; used by who has the turn.</summary>
        public TargetScraper Scraper { get; } = scraper;

        /// <summary>The target as the configuration has it now.</summary>
        public ScrapeTargetModel Target { get; internal set; } = target;

        /// <summary>It is gone, and this turn is to mark its series.</summary>
        public bool IsLeaving { get; internal set; }

        /// <summary>Turns that were passed over since the scrape before took too long.</summary>
        public long Skipped { get; internal set; }

        /// <summary>When this turn was due, in Unix milliseconds.</summary>
        public long DueMs { get; internal set; }

        /// <summary>How it is; who has the turn sets it. For any thread.</summary>
        public ScrapeState State
        {
            get => Volatile.Read(ref _state);
            set => Volatile.Write(ref _state, value);
        }

        internal long NextMs { get; set; }

        // One of its planned instants; all others are whole intervals away.
        internal long AnchorMs { get; set; }

        /// <summary>Ends the turn, for who has it.</summary>
        /// <returns>False if it was due again in the meantime: then the owner must <see cref="Finish"/> it.</returns>
        public bool TryEnd() => Interlocked.CompareExchange(ref _phase, Idle, Busy) == Busy;

        /// <summary>Begins a turn, unless one is under way, which then is late.</summary>
        internal bool TryBegin(out bool wasLate)
        {
            while (true)
            {
                int phase = Interlocked.CompareExchange(ref _phase, Busy, Idle);
                wasLate = phase == Late;
                if (phase != Busy)
                {
                    return phase == Idle;
                }

                // It may end just now, and then it can begin after all.
                if (Interlocked.CompareExchange(ref _phase, Late, Busy) == Busy)
                {
                    return false;
                }
            }
        }

        internal void EndLate() => Volatile.Write(ref _phase, Idle);
    }
}
