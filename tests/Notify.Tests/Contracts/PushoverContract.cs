using System.Net;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Pushover;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class PushoverContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-token", "hidden-user"];

    private protected override IntegrationConfig Config(ContractCase given) => new PushoverConfig
    {
        Token = new Secret("hidden-token"),
        UserKey = new Secret("hidden-user"),
        Title = given.Template,
        Message = given.Template,
        Priority = given.Template == ContractCase.BrokenTemplate ? given.Template : "1",
    };

    private protected override INotifier NotifierOf(ContractCase given) => new PushoverNotifier(
        (PushoverConfig)Config(given), TestServices.On(Time), new Uri(given.Server + "/1/messages.json"));

    private protected override void AnswerMessage() => Server.Answer(200, "{\"status\":1}");

    private protected override string TextOf(WireRequest request) => WebUtility.UrlDecode(request.Body);
}
