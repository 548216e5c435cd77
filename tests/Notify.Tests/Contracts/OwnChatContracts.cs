using System.Text.Json;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.GoogleChat;
using Tocsin.Notify.Integrations.Matrix;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class MatrixContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["syt_hidden"];

    private protected override IntegrationConfig Config(ContractCase given) => new MatrixConfig
    {
        Homeserver = new WebUrl(given.Server),
        AccessToken = new Secret("syt_hidden"),
        RoomId = "!room:example.org",
        Text = given.Template,
        Html = given.Template,
        UpdateMessage = true,
        Timeout = given.Timeout,
    };

    private protected override void AnswerMessage() => Server.Answer(200, "{\"event_id\":\"$e\"}");

    private protected override string? KeyOf(WireRequest request) => request.Line.Split(' ')[1].Split('/')[^1];
}

public sealed class GoogleChatContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-key", "hidden-token"];

    private protected override IntegrationConfig Config(ContractCase given) => new GoogleChatConfig
    {
        Url = new Secret(given.Server + "/v1/spaces/AAA/messages?key=hidden-key&token=hidden-token"),
        Text = given.Template,
        Timeout = given.Timeout,
    };

    private protected override string TextOf(WireRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("text").GetString()!;

    private protected override string? KeyOf(WireRequest request) => request.Line.Split("requestId=")[1].Split('&')[0];
}
