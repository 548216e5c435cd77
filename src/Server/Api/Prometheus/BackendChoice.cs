using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Groups;
using Tocsin.Server.Backends;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>
/// Which store a request is about: the backend that it names by the parameter <c>backend</c> or a header, else the one that
/// the configuration names, else the own store.
/// </summary>
/// <param name="backends">The backends; null where there are none.</param>
/// <param name="otherwise">The backend of requests that name none; empty for the own store.</param>
internal sealed class BackendChoice(BackendSet? backends, string otherwise)
{
    /// <summary>The header that names a backend, for programs whose queries cannot.</summary>
    public const string Header = "X-Tocsin-Backend";

    /// <summary>The backend that a request is about; null for the own store.</summary>
    public Backend? Find(HttpContext http, QueryParameters parameters)
    {
        string name = parameters.Text("backend") is { Length: > 0 } named ? named
            : http.Request.Headers[Header].ToString() is { Length: > 0 } header ? header
            : otherwise;
        if (name.Length == 0 || name == RuleGroupModel.OwnStore)
        {
            return null;
        }

        return backends?.Backend(name) ?? throw QueryParameters.Invalid(
            "backend",
            $"there is no backend {GoQuote.Quote(name)}; there are: "
                + string.Join(", ", (backends?.Names ?? []).Append(RuleGroupModel.OwnStore).Order(StringComparer.Ordinal)));
    }

    /// <summary>Hands a request on to its backend, and leaves it to the own store if that is meant.</summary>
    /// <param name="path">The path below that of the API.</param>
    /// <param name="own">Answers from the own store.</param>
    public Func<HttpContext, QueryParameters, Task> Or(string path, Func<HttpContext, QueryParameters, Task> own) =>
        (http, parameters) => Find(http, parameters) is { } backend
            ? HandOnAsync(http, parameters, (backend, path)) : own(http, parameters);

    private static async Task HandOnAsync(HttpContext http, QueryParameters parameters, (Backend Backend, string Path) to)
    {
        Backend backend = to.Backend;
        string path = http.Request.RouteValues["name"] is { } label
            ? $"{to.Path}/{Uri.EscapeDataString(label.ToString()!)}/values"
            : to.Path;

        (string, string)[] fields = [.. parameters.Fields.Where(field => field.Key != "backend").Select(field => (field.Key, field.Value))];
        try
        {
            HttpMethod method = HttpMethods.IsPost(http.Request.Method) ? HttpMethod.Post : HttpMethod.Get;
            ApiEnvelope answer = await backend.Engine.Api.PlainAsync(method, path, fields, http.RequestAborted).ConfigureAwait(false);
            await PrometheusAnswer.OkAsync(
                http,
                output => output.Raw(answer.Data.IsEmpty ? "null"u8 : answer.Data.Span),
                new QueryWarnings([.. answer.Warnings], [.. answer.Infos])).ConfigureAwait(false);
        }
        catch (BackendFailure failure)
        {
            string message = failure.ToResult(backend.Engine.Name).Error!.Message;
            QueryFault fault = failure.Kind switch
            {
                QueryErrorKind.Timeout => QueryFault.Timeout(message),
                QueryErrorKind.Senseless => QueryFault.BadData(message),
                _ => QueryFault.Execution(message),
            };
            await PrometheusAnswer.ErrorAsync(http, fault).ConfigureAwait(false);
        }
    }
}
