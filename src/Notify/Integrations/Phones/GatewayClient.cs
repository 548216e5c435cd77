using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;
using Tocsin.Templates.Data;

namespace Tocsin.Notify.Integrations.Phones;

/// <summary>Hands messages to an HTTP gateway of any kind. Thread-safe.</summary>
internal sealed class GatewayClient : IPhoneProvider
{
    private readonly GatewayConfig _config;
    private readonly HttpSender _sender;
    private readonly IFieldCompiler _templates;
    private readonly FieldTemplate? _url;
    private readonly FieldTemplate _body;
    private readonly FieldTemplate _plainBody;
    private readonly IReadOnlyList<(string Name, FieldTemplate Value)> _headers;

    public GatewayClient(GatewayConfig config, HttpSender sender, IFieldCompiler templates)
    {
        _config = config;
        _sender = sender;
        _templates = templates;
        _url = config.Url.IsEmpty ? null : templates.Text("gateway.url", config.Url.Reveal());
        _body = templates.Text("gateway.body", config.Body);
        _plainBody = templates.Text("gateway.body", GatewayConfig.DefaultBody);
        _headers = [.. config.Headers.Select(h => (h.Key, templates.Text($"gateway.headers.{h.Key}", h.Value.Reveal())))];
    }

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(PhoneMessage message, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(message.Rendering.Context.To(new AddressedText(message.To, message.Text)));
        (Uri? url, SendOutcome? failure) = ReceiverUrl.Read("the gateway's URL", () => rendering.TextOrNull(UrlTemplate()));
        List<(string Name, string Value)> headers =
            [.. _headers.Select(h => (h.Name, OneLine(rendering.Text(h.Value)))).Where(h => h.Item2.Length > 0)];
        string body = _config.Method == "GET" ? "" : rendering.TextOrNull(_body) ?? rendering.Text(_plainBody);
        if (rendering.Error is { } error)
        {
            message.Rendering.Note(error);
        }

        if (url is null)
        {
            return failure!;
        }

        HttpCall call = new(new HttpMethod(_config.Method), url)
        {
            Body = Encoding.UTF8.GetBytes(body),
            ContentType = _config.ContentType,
            AddHeaders = added => Add(added, [.. headers, ("Idempotency-Key", KeyOf(message))]),
            Secrets = [.. headers.Select(h => h.Value), .. headers.Select(h => h.Value.Split(' ')[^1])],
        };
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        return broken ?? HttpSender.Judge(answer!, answer!.Shown);
    }

    private static void Add(HttpRequestHeaders added, IEnumerable<(string Name, string Value)> headers)
    {
        foreach ((string name, string value) in headers)
        {
            added.TryAddWithoutValidation(name, value);
        }
    }

    // The same in every attempt, and another for each number.
    private static string KeyOf(PhoneMessage message) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{message.Notification.Id}\n{message.To}")))[..32];

    private static string OneLine(string value) => string.Concat(value.Where(c => !char.IsControl(c))).Trim();

    private FieldTemplate UrlTemplate() => _url ?? _templates.Text("gateway.url_file", SecretFile.ReadFile(_config.UrlFile));
}
