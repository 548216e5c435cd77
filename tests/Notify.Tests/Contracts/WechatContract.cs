using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Wechat;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class WechatContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-secret", "hidden-token"];

    private protected override int HopsBefore => 1;

    private protected override bool IsRetried(int status) => true;

    private protected override IntegrationConfig Config(ContractCase given) => new WechatConfig
    {
        ApiUrl = new WebUrl(given.Server + "/cgi-bin/"),
        ApiSecret = new Secret("hidden-secret"),
        CorpId = "corp",
        Message = given.Template,
    };

    private protected override void AnswerBefore() => Server.Answer(
        200, "{\"errcode\":0,\"errmsg\":\"ok\",\"access_token\":\"hidden-token\",\"expires_in\":7200}");

    private protected override void AnswerMessage() => Server.Answer(200, "{\"errcode\":0,\"errmsg\":\"ok\"}");
}
