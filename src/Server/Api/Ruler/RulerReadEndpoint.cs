using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Rules.Managed;
using Tocsin.Server.Api.Prometheus;
using Tocsin.Server.Rules;
using Tocsin.Yaml;

namespace Tocsin.Server.Api.Ruler;

/// <summary>Reads the rule groups that the API keeps, and their versions.</summary>
internal sealed class RulerReadEndpoint(RulesHost rules)
{
    /// <summary>All groups by their namespaces.</summary>
    public async Task ListAsync(HttpContext http) =>
        await WriteAsync(http, await InForceAsync(http, null).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>The groups of one namespace, under its name.</summary>
    public async Task NamespaceAsync(HttpContext http, RulerTarget target)
    {
        List<(GroupName, GroupRevision)> found = await InForceAsync(http, target.Namespace).ConfigureAwait(false);
        if (found.Count == 0)
        {
            throw RulerTarget.NotFound("no rule groups found");
        }

        await WriteAsync(http, found).ConfigureAwait(false);
    }

    /// <summary>One group, as it was written; the version in force is its ETag.</summary>
    public async Task GroupAsync(HttpContext http, RulerTarget target)
    {
        GroupRevision revision = await rules.ReadAsync(book => book.Histories.Current(target.Name), http.RequestAborted)
            .ConfigureAwait(false) ?? throw RulerTarget.NotFound("group does not exist");
        await WriteAsync(http, revision).ConfigureAwait(false);
    }

    /// <summary>What became of a group: who brought which version when, the newest first.</summary>
    public async Task VersionsAsync(HttpContext http, RulerTarget target)
    {
        GroupRevision[] all = await rules.ReadAsync(
            book => book.Histories.Of(target.Name).Reverse().ToArray(), http.RequestAborted).ConfigureAwait(false);
        if (all.Length == 0)
        {
            throw RulerTarget.NotFound("group does not exist");
        }

        await PrometheusAnswer.OkAsync(http, output => RulerJson.WriteVersions(output, target.Name, all)).ConfigureAwait(false);
    }

    /// <summary>One version of a group, as it was written.</summary>
    public async Task VersionAsync(HttpContext http, RulerTarget target)
    {
        GroupRevision revision = await rules.ReadAsync(
            book => book.Histories.Find(target.Name, target.Version), http.RequestAborted)
            .ConfigureAwait(false) ?? throw RulerTarget.NotFound($"the group has no version {target.Version}, or no more");
        if (revision.IsRemoval)
        {
            throw RulerTarget.NotFound($"version {target.Version} removed the group");
        }

        await WriteAsync(http, revision).ConfigureAwait(false);
    }

    private Task<List<(GroupName, GroupRevision)>> InForceAsync(HttpContext http, string? inNamespace) => rules.ReadAsync(
        book => book.Histories.InForce.Where(group => inNamespace is null || group.Name.Namespace == inNamespace).ToList(),
        http.RequestAborted);

    // As values, so that what was written in whichever style becomes one document.
    private static Task WriteAsync(HttpContext http, List<(GroupName Name, GroupRevision Revision)> groups)
    {
        IEnumerable<KeyValuePair<YamlValue, YamlValue>> spaces = groups.GroupBy(group => group.Name.Namespace)
            .Select(space => KeyValuePair.Create<YamlValue, YamlValue>(
                new YamlText(space.Key), new YamlList([.. space.Select(group => ValueOf(group.Revision))])));
        return WriteTextAsync(http, YamlWriter.Write(new YamlMap([.. spaces])));
    }

    private static YamlValue ValueOf(GroupRevision revision)
    {
        // It was read before it was kept.
        YamlValue.TryParse(revision.Text, out YamlValue value);
        return value;
    }

    private static Task WriteAsync(HttpContext http, GroupRevision revision)
    {
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision.Version}\"");
        return WriteTextAsync(http, revision.Text);
    }

    private static async Task WriteTextAsync(HttpContext http, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        http.Response.ContentType = "application/yaml";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
