namespace Tocsin.Rules.Groups;

/// <summary>Which rule reads what which other rule writes. One owner; used once.</summary>
internal sealed class RuleGraph
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, List<int>> _byMetric = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _byAlert = new(StringComparer.Ordinal);
    private readonly List<int> _alerts = [];

    public RuleGraph(IReadOnlyList<RuleGroupModel> groups)
    {
        for (int group = 0; group < groups.Count; group++)
        {
            int first = _nodes.Count;
            foreach (RuleModel rule in groups[group].Rules)
            {
                Add(rule, (group, first), groups[group].Name);
            }
        }

        for (int reader = 0; reader < _nodes.Count; reader++)
        {
            Connect(reader);
        }
    }

    /// <summary>Takes those edges between groups out that close a circle.</summary>
    /// <returns>One circle, as people read it; null if there is none.</returns>
    public string? BreakCycles()
    {
        bool[] isCyclic = FindCyclic();
        if (!isCyclic.Contains(true))
        {
            return null;
        }

        string told = Describe(isCyclic);
        for (int from = 0; from < _nodes.Count; from++)
        {
            if (isCyclic[from])
            {
                _nodes[from].Out.RemoveAll(edge => isCyclic[edge.To] && _nodes[edge.To].Group != _nodes[from].Group);
            }
        }

        return told;
    }

    /// <summary>The least level of each rule that keeps the order.</summary>
    public int[] Levels()
    {
        int[] levels = new int[_nodes.Count];
        Sweep((from, edge) => levels[edge.To] = Math.Max(levels[edge.To], levels[from] + edge.Steps));
        return levels;
    }

    private void Add(RuleModel rule, (int Group, int First) place, string groupName)
    {
        int index = _nodes.Count;
        _nodes.Add(new Node(rule, place.Group, place.First, groupName));
        if (rule is RecordingRule)
        {
            AddTo(_byMetric, rule.Name, index);
        }
        else
        {
            AddTo(_byAlert, rule.Name, index);
            _alerts.Add(index);
        }
    }

    private static void AddTo(Dictionary<string, List<int>> lists, string name, int index)
    {
        if (!lists.TryGetValue(name, out List<int>? list))
        {
            lists.Add(name, list = []);
        }

        list.Add(index);
    }

    private void Connect(int reader)
    {
        RuleModel rule = _nodes[reader].Rule;
        var reads = new RuleReads(rule.Expr, (rule as AlertingRule)?.Resolve);
        foreach (string metric in reads.Metrics)
        {
            ConnectAll(_byMetric.GetValueOrDefault(metric), reader);
        }

        foreach (string alert in reads.AlertNames)
        {
            ConnectAll(_byAlert.GetValueOrDefault(alert), reader);
        }

        if (reads.ReadsAnyAlert)
        {
            ConnectAll(_alerts, reader);
        }

        if (reads.ReadsAnything)
        {
            // Only the order within its own group is sure; everything else would depend on everything.
            for (int other = _nodes[reader].First; other < _nodes.Count && _nodes[other].Group == _nodes[reader].Group; other++)
            {
                Connect(other, reader);
            }
        }
    }

    private void ConnectAll(List<int>? writers, int reader)
    {
        foreach (int writer in writers ?? [])
        {
            Connect(writer, reader);
        }
    }

    private void Connect(int writer, int reader)
    {
        if (writer == reader)
        {
            return;
        }

        if (_nodes[writer].Group == _nodes[reader].Group && writer > reader)
        {
            // It reads what the later rule wrote at the last instant, so it may not come after it.
            _nodes[reader].Out.Add(new Edge(writer, 0));
        }
        else
        {
            _nodes[writer].Out.Add(new Edge(reader, 1));
        }
    }

    // Visits edges so that all edges into a rule come before those out of it; rules in or behind circles are not reached.
    private bool[] Sweep(Action<int, Edge> visit)
    {
        int[] waiting = new int[_nodes.Count];
        foreach (Edge edge in _nodes.SelectMany(node => node.Out))
        {
            waiting[edge.To]++;
        }

        var ready = new Queue<int>(Enumerable.Range(0, _nodes.Count).Where(i => waiting[i] == 0));
        bool[] isDone = new bool[_nodes.Count];
        while (ready.TryDequeue(out int from))
        {
            isDone[from] = true;
            foreach (Edge edge in _nodes[from].Out)
            {
                visit(from, edge);
                if (--waiting[edge.To] == 0)
                {
                    ready.Enqueue(edge.To);
                }
            }
        }

        return isDone;
    }

    // What is in a circle, or between two of them.
    private bool[] FindCyclic()
    {
        bool[] isOpen = Array.ConvertAll(Sweep((_, _) => { }), done => !done);
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = _nodes.Count - 1; i >= 0; i--)
            {
                if (isOpen[i] && !_nodes[i].Out.Exists(edge => isOpen[edge.To]))
                {
                    isOpen[i] = false;
                    changed = true;
                }
            }
        }

        return isOpen;
    }

    private string Describe(bool[] isCyclic)
    {
        List<int> path = [Array.IndexOf(isCyclic, true)];
        while (true)
        {
            int next = _nodes[path[^1]].Out.Find(edge => isCyclic[edge.To]).To;
            int start = path.IndexOf(next);
            path.Add(next);
            if (start >= 0)
            {
                return string.Join(" → ", path[start..].Select(i => $"{_nodes[i].Rule.Name} ({_nodes[i].GroupName})"));
            }
        }
    }

    private readonly record struct Edge(int To, int Steps);

    private sealed record Node(RuleModel Rule, int Group, int First, string GroupName)
    {
        public List<Edge> Out { get; } = [];
    }
}
