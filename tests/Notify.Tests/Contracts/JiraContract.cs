using System.Text.Json;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Jira;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

public class JiraContract : NotifierContract
{
    // printf 'bot:hidden-password' | base64
    private protected override IReadOnlyList<string> Secrets => ["hidden-password", "Ym90OmhpZGRlbi1wYXNzd29yZA=="];

    private protected virtual string Api => "/rest/api/2";

    private protected override IntegrationConfig Config(ContractCase given) => new JiraConfig
    {
        ApiUrl = new WebUrl(given.Server + Api),
        Project = "OPS",
        IssueType = "Bug",
        Summary = new JiraFieldConfig { Template = given.Template },
        Description = new JiraFieldConfig { Template = given.Template },
        HttpConfig = new HttpClientConfig
        {
            BasicAuth = new BasicAuthConfig { Username = "bot", Password = new Secret("hidden-password") },
        },
    };

    private protected override int HopsBefore => 1;

    private protected override void AnswerBefore() => Server.Answer(200, "{\"issues\":[]}");

    private protected override void AnswerMessage() => Server.Answer(201, "{\"key\":\"OPS-1\"}");

    // The label, by which the next attempt finds the issue.
    private protected override string? KeyOf(WireRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("fields").GetProperty("labels")[0].GetString();
}

public sealed class JiraCloudContract : JiraContract
{
    private protected override string Api => "/rest/api/3/";
}
