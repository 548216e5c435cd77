using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Functions.Contracts;

/// <summary>A function of whole series rather than of their samples: it evaluates its arguments itself.</summary>
internal delegate List<StepSeries> SeriesFunction(CallExpr call, Evaluator evaluator);
