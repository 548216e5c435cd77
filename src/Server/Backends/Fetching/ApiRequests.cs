using Tocsin.Model.Durations;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Server.Config;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>Asks a backend's query API. Thread-safe.</summary>
internal sealed class ApiRequests(BackendConfig config, BackendClient client)
{
    // So that it does not go on with what nobody waits for.
    private readonly string _patience = PrometheusDuration.Format(config.Timeout);

    /// <summary>Asks a query.</summary>
    /// <param name="path">What follows <c>/api/v1/</c>.</param>
    /// <param name="fields">The form.</param>
    /// <param name="meter">Counts what is read; null for whoever has another bound.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<ApiAnswer> QueryAsync(
        string path, IEnumerable<(string Name, string Value)> fields, AttemptMeter? meter, CancellationToken cancellation) =>
        AskAsync(
            new ApiQuestion(HttpMethod.Post, path, [.. PartialFields(), ("timeout", _patience), .. fields]),
            async (response, token) =>
            {
                ApiEnvelope envelope = await EnvelopeAsync(response, token).ConfigureAwait(false);
                return new ApiAnswer(ApiValue.Read(envelope.Data.Span, meter), envelope.Warnings, envelope.Infos);
            },
            meter,
            cancellation);

    /// <summary>Asks for anything else; the answer stays as it is.</summary>
    public Task<ApiEnvelope> PlainAsync(
        HttpMethod method, string path, IEnumerable<(string Name, string Value)> fields, CancellationToken cancellation) =>
        AskAsync(new ApiQuestion(method, path, PartialFields().Concat(fields)), EnvelopeAsync, null, cancellation);

    /// <summary>Asks for what is no answer of the API.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="meter">Counts what is read; null for whoever has another bound.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<T> AskAsync<T>(
        ApiQuestion question,
        Func<BackendResponse, CancellationToken, Task<T>> read,
        AttemptMeter? meter,
        CancellationToken cancellation)
    {
        KeyValuePair<string, string>[] form =
            [.. question.Fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))];
        return client.AskAsync(
            new BackendRequest<T>(() => Make(question.Method, question.Path, form), read) { Undo = () => meter?.Undo() }, cancellation);
    }

    private static string InUrl(IEnumerable<KeyValuePair<string, string>> form) =>
        string.Join('&', form.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));

    private HttpRequestMessage Make(HttpMethod method, string path, KeyValuePair<string, string>[] form) => method == HttpMethod.Get
        ? new HttpRequestMessage(method, new Uri($"{config.AddressOf($"api/v1/{path}")}?{InUrl(form)}"))
        : new HttpRequestMessage(method, config.AddressOf($"api/v1/{path}")) { Content = new FormUrlEncodedContent(form) };

    // Source: Thanos, query API, "Partial Response". Others do not know the field.
    private IEnumerable<(string Name, string Value)> PartialFields() =>
        config.Type == "thanos" ? [("partial_response", config.FailsOnWarnings ? "false" : "true")] : [];

    private async Task<ApiEnvelope> EnvelopeAsync(BackendResponse response, CancellationToken cancellation)
    {
        ApiEnvelope envelope = ApiEnvelope.Read(await response.Body.ReadAllAsync(cancellation).ConfigureAwait(false));
        if (!envelope.IsSuccess)
        {
            throw BackendFailure.Unusable(envelope.Error.Length > 0 ? envelope.Error : "the answer says neither success nor why not");
        }

        return config.FailsOnWarnings && envelope.Warnings.Any(IsPartial)
            ? throw BackendFailure.Unusable($"the answer is one in part (partial_response: abort): {envelope.Warnings.First(IsPartial)}")
            : envelope;
    }

    // What the language warns of is no store that is missing.
    private static bool IsPartial(string warning) => !warning.StartsWith("PromQL ", StringComparison.Ordinal);
}

/// <summary>What a query API answered.</summary>
/// <param name="Value">The value.</param>
/// <param name="Warnings">What may make it one in part.</param>
/// <param name="Infos">What else is to be told.</param>
internal sealed record ApiAnswer(QueryValue Value, IReadOnlyList<string> Warnings, IReadOnlyList<string> Infos);

/// <summary>What a query API is asked.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">What follows <c>/api/v1/</c>.</param>
/// <param name="Fields">The parameters.</param>
internal sealed record ApiQuestion(HttpMethod Method, string Path, IEnumerable<(string Name, string Value)> Fields);
