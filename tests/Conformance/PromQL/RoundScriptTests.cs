using System.Globalization;
using System.Text;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Instants;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Rounds;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Conformance.PromQL;

/// <summary>
/// Upstream's scripts, each case evaluated in rounds, as a single query with and without a kept plan, and plainly: all must
/// give the same bits and words.
/// </summary>
public sealed class RoundScriptTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(UpstreamScriptTests.Files), MemberType = typeof(UpstreamScriptTests))]
    public void Rounds_answer_each_case_as_the_plain_evaluator_does(string file)
    {
        Assert.SkipWhen(file.Length == 0, "the outside cases are not on this machine");
        string path = Path.Combine(Repository.Conformance, "promqltest", file);
        using var store = new ScriptStore(ScriptTarget.OnDisk);
        var duel = new Duel(store);
        int cases = 0;
        foreach (ScriptCommand command in ScriptParser.Parse(File.ReadAllText(path)))
        {
            switch (command)
            {
                case ClearCommand:
                    store.Clear();
                    duel = new Duel(store);
                    break;
                case LoadCommand load:
                    store.Load(load);
                    break;
                case EvalCase one:
                    cases++;
                    long[] times = one.IsRange ? [one.StartMs, (one.StartMs + one.EndMs) / 2, one.EndMs] : [one.AtMs];
                    Array.ForEach(times, at => duel.Run(one.Expression, at));
                    break;
            }
        }

        output.WriteLine($"{file}: {cases} cases, {duel.PlainAnswers} answers since the last clear were the plain evaluator's");
        Assert.True(cases > 0);
    }

    private sealed class Duel(ScriptStore store)
    {
        private readonly RoundEvaluator _rounds = new(new EngineOptions(), store.Reader, TimeProvider.System);
        private readonly InstantEvaluator _single = new(new EngineOptions(), store.Reader, TimeProvider.System);
        private readonly QueryEngine _engine = new(new EngineOptions(), store.Reader, TimeProvider.System);

        public long PlainAnswers => _rounds.PlainAnswers;

        public void Run(string text, long atMs)
        {
            ParseResult<Expr> parsed = ExpressionParser.Parse(text, ParserOptions.Everything);
            if (!parsed.IsOk)
            {
                return;
            }

            using Round round = _rounds.Begin(atMs);
            QueryResult fast = round.Evaluate(text, parsed.Value, CancellationToken.None);
            Query query = Query.Instant(text, parsed.Value, atMs);
            string wanted = Render(_engine.Evaluate(query, CancellationToken.None), text);
            Assert.Equal(wanted, Render(fast, text));
            Assert.Equal(wanted, Render(_single.Evaluate(query, CancellationToken.None), text));
            Assert.Equal(wanted, Render(_single.Evaluate(query, CancellationToken.None), text));
        }

        private static string Render(QueryResult result, string text)
        {
            StringBuilder all = new StringBuilder(result.Error?.Message).AppendJoin('\n', result.Annotations.Select(a => a.Render(text)));
            if (result.Value is QueryValue.Scalar scalar)
            {
                all.Append(CultureInfo.InvariantCulture, $"\n{BitConverter.DoubleToInt64Bits(scalar.Value):x}");
            }

            foreach (VectorSample sample in result.Value is QueryValue.Vector vector ? vector.Samples : [])
            {
                long bits = BitConverter.DoubleToInt64Bits(sample.Value);
                all.Append(CultureInfo.InvariantCulture, $"\n{sample.Labels} {bits:x} {sample.Histogram}");
            }

            return all.ToString();
        }
    }
}
