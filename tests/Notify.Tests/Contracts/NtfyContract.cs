using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Ntfy;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class NtfyContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-topic", "tk_hidden"];

    private protected override IntegrationConfig Config(ContractCase given) => new NtfyConfig
    {
        Url = new WebUrl(given.Server),
        Topic = new Secret("hidden-topic"),
        Title = given.Template,
        Message = given.Template,
        Timeout = given.Timeout,
        HttpConfig = new HttpClientConfig
        {
            Authorization = new AuthorizationConfig { Credentials = new Secret("tk_hidden") },
        },
    };
}
