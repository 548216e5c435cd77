using Tocsin.Model.Seams;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Conformance.PromQL;

/// <summary>Runs one case in every form that it must hold in; the answer is the reason why it does not, or null.</summary>
internal sealed class CaseRunner(EvalCase one, ISeriesReader reader)
{
    private const long MinuteMs = 60_000;

    private static readonly string[] AskForTheQuery = ["start()", "end()", "range()", "step()"];

    // As upstream's own suite has it.
    private readonly QueryEngine _engine = new(
        new EngineOptions
        {
            SamplesMax = 10_000,
            Timeout = TimeSpan.FromSeconds(100),
            DelaysNameRemoval = true,
            UsesStartTimes = true,
        },
        reader,
        TimeProvider.System);

    public string? Run()
    {
        if (one.IsRange)
        {
            return RunOnce(new Form(one.Expression, one.StartMs, one.EndMs, one.StepMs), out _);
        }

        foreach ((string expression, long at) in Forms())
        {
            string? fault = RunInstant(expression, at);
            if (fault is not null)
            {
                return expression == one.Expression ? fault : $"as {expression} at {at} ms: {fault}";
            }
        }

        return null;
    }

    private IEnumerable<(string Expression, long AtMs)> Forms()
    {
        yield return (one.Expression, one.AtMs);
        ParseResult<Expr> parsed = ExpressionParser.Parse(one.Expression, ParserOptions.Everything);
        if (parsed.IsOk && PinnedExpression.Of(parsed.Value, one.AtMs) is { } pinned)
        {
            long[] times = one.AtMs == 0
                ? [-1000, 0, 1000]
                : [-10 * one.AtMs, 0, one.AtMs / 5, one.AtMs, 10 * one.AtMs];
            foreach (long time in times)
            {
                yield return (pinned, time);
            }
        }
    }

    private string? RunInstant(string expression, long atMs)
    {
        string? fault = RunOnce(new Form(expression, atMs, atMs, 0), out QueryValue? value);
        bool alsoAsRange = fault is null && value is not null && !one.Expect.IsRangeVector && !one.Expect.IsOrdered
            && one.Expect.Text is null && !Array.Exists(AskForTheQuery, f => expression.Contains(f, StringComparison.Ordinal));
        return alsoAsRange ? RunAsRange(expression, atMs, value!) : fault;
    }

    // The middle of three steps must be what the instant is.
    private string? RunAsRange(string expression, long atMs, QueryValue instant)
    {
        QueryResult? result = Evaluate(new Form(expression, atMs - MinuteMs, atMs + MinuteMs, MinuteMs), out string? refused);
        if (result?.Value is not QueryValue.Matrix matrix)
        {
            return $"in range mode: {refused ?? result?.Error?.Message}";
        }

        List<VectorSample> middle = [];
        foreach (MatrixSeries series in matrix.Series)
        {
            middle.AddRange(series.Floats.Where(p => p.TimeMs == atMs).Select(p => new VectorSample(series.Labels, p.Value, null)));
            middle.AddRange(series.Histograms.Where(p => p.TimeMs == atMs).Select(p => new VectorSample(series.Labels, 0, p.Value)));
        }

        QueryValue value = instant is QueryValue.Scalar
            ? new QueryValue.Scalar(atMs, middle[0].Value)
            : new QueryValue.Vector(atMs, middle);
        string? fault = ResultComparer.Order(matrix) ?? ResultComparer.Compare(one, value);
        return fault is null ? null : $"in range mode: {fault}";
    }

    private string? RunOnce(Form form, out QueryValue? value)
    {
        value = null;
        QueryResult? result = Evaluate(form, out string? refused);
        string? error = refused ?? result?.Error?.Message;
        if (one.Expect.Fails)
        {
            TextPattern wanted = one.Expect.Texts[ExpectKind.Fail][0];
            return error is null ? "an error was expected"
                : wanted.Matches(error) ? null : $"expected the error {wanted}, got {error}";
        }

        if (error is not null)
        {
            return error;
        }

        value = result!.Value!;
        return CheckAnnotations(form.Expression, result.Annotations) ?? ResultComparer.Compare(one, value);
    }

    private QueryResult? Evaluate(Form form, out string? refused)
    {
        ParseResult<Expr> parsed = ExpressionParser.Parse(form.Expression, ParserOptions.Everything);
        refused = parsed.Error?.ToString();
        return parsed.IsOk
            ? _engine.Evaluate(
                new Query(form.Expression, parsed.Value, form.StartMs, form.EndMs, form.StepMs), CancellationToken.None)
            : null;
    }

    private string? CheckAnnotations(string expression, IReadOnlyList<Annotation> annotations)
    {
        string[] warnings = Texts(AnnotationKind.Warning);
        string[] infos = Texts(AnnotationKind.Info);
        return CheckTexts(ExpectKind.Warn, ExpectKind.NoWarn, warnings)
            ?? CheckTexts(ExpectKind.Info, ExpectKind.NoInfo, infos);

        string[] Texts(AnnotationKind kind) =>
            [.. annotations.Where(a => a.Kind == kind).Select(a => a.Render(expression))];
    }

    // Every text expected must be there, and once one is expected, every text there must be.
    private string? CheckTexts(ExpectKind some, ExpectKind none, string[] actual)
    {
        if (one.Expect.Texts.ContainsKey(none) && actual.Length > 0)
        {
            return $"unexpected: {string.Join(" | ", actual)}";
        }

        if (!one.Expect.Texts.TryGetValue(some, out List<TextPattern>? wanted))
        {
            return null;
        }

        string found = actual.Length == 0 ? "none" : string.Join(" | ", actual);
        return wanted.Find(w => !Array.Exists(actual, w.Matches)) is { } missing ? $"expected {some} {missing}, found {found}"
            : Array.Find(actual, a => !wanted.Exists(w => w.Matches(a))) is { } extra ? $"unexpected {some} {extra}" : null;
    }

    private sealed record Form(string Expression, long StartMs, long EndMs, long StepMs);
}
