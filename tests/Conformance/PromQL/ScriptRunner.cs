namespace Tocsin.Conformance.PromQL;

/// <summary>Runs a whole script, case by case; a case that fails does not hold up the others.</summary>
internal static class ScriptRunner
{
    public static ScriptReport Run(string text, Func<ScriptTarget> open)
    {
        using var store = new ScriptStore(open);
        List<(int Line, string Expression, string Reason)> failures = [];
        int total = 0;
        foreach (ScriptCommand command in ScriptParser.Parse(text))
        {
            switch (command)
            {
                case ClearCommand:
                    store.Clear();
                    break;
                case LoadCommand load:
                    store.Load(load);
                    break;
                case EvalCase one:
                    total++;
                    if (Run(one, store) is { } reason)
                    {
                        failures.Add((one.Line, one.Expression, reason));
                    }

                    break;
            }
        }

        return new ScriptReport(total, failures);
    }

    private static string? Run(EvalCase one, ScriptStore store)
    {
        try
        {
            return new CaseRunner(one, store.Reader).Run();
        }
        catch (Exception crash)
        {
            return $"crashed: {crash.GetType().Name}: {crash.Message} {crash.StackTrace?.Split('\n')[0].Trim()}";
        }
    }
}

/// <summary>What became of a script's cases.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Failures">Those that failed: line, expression and reason.</param>
internal sealed record ScriptReport(int Total, IReadOnlyList<(int Line, string Expression, string Reason)> Failures)
{
    public int Passed => Total - Failures.Count;
}
