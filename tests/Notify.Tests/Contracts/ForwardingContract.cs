using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Forwarding;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class ForwardingContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-path", "hidden-header"];

    private protected override bool HasTemplates => false;

    private protected override IntegrationConfig Config(ContractCase given) => new ForwardingConfig
    {
        Urls = [new WebUrl(given.Server + "/hidden-path/")],
        Timeout = given.Timeout,
        HttpConfig = new HttpClientConfig
        {
            Authorization = new AuthorizationConfig { Credentials = new Secret("hidden-header") },
        },
    };

    private protected override string? KeyOf(WireRequest request) => request.Headers["Idempotency-Key"];
}
