using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Webex;

/// <summary>
/// Posts to a Webex room as the bot whose token is in <c>http_config.authorization</c>. Immutable and thread-safe.
/// </summary>
// Source: Alertmanager notify/webex.
public sealed class WebexNotifier : INotifier
{
    // https://developer.webex.com/docs/api/v1/messages/create-a-message
    private const int MarkdownBytesMax = 7439;

    // One line feed is no end of a line in Webex's Markdown.
    private static readonly MessageBody Body = new(TextLimit.Bytes(MarkdownBytesMax).Fit) { LineBreak = "\n\n" };

    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly WebexConfig _config;
    private readonly FieldTemplate _message;
    private readonly FieldTemplate _roomId;

    /// <summary>Compiles the templates and makes the client.</summary>
    public WebexNotifier(WebexConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = new HttpSender(
            services.Http.Create(config.HttpConfig ?? HttpClientConfig.Default), services.Time, TimeSpan.Zero);
        _message = services.Templates.Text("message", config.Message);
        _roomId = services.Templates.Text("room_id", config.RoomId);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        string room = rendering.Text(_roomId);
        if (room.Length == 0)
        {
            return new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Answer = "room_id is empty after its template ran",
                TemplateError = rendering.Error,
            };
        }

        string? message = rendering.TextOrNull(_message);
        ReadOnlyMemory<byte> body = new GoJsonWriter().BeginObject()
            .Field("markdown", Body.ComposeAlone(rendering, message, _message.Field))
            .Field("roomId", room)
            .EndObject().EndDocument().Written;
        (HttpAnswer? answer, SendOutcome? broken) =
            await _sender.PostJsonAsync(_config.ApiUrl!.ToUri(), body, observer, cancellation);
        return (broken ?? HttpSender.Judge(answer!, answer!.Shown)) with { TemplateError = rendering.Error };
    }
}
