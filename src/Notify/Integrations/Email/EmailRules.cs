using Tocsin.Model.Labels;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Email;

/// <summary>What must hold for a mail's configuration, and how its short forms are written out.</summary>
internal static class EmailRules
{
    public static EmailConfig Complete(EmailConfig c, YamlRules rules)
    {
        if (c.To.Length == 0)
        {
            rules.Fail("missing to address in email config");
        }

        return CompleteBody(CompleteHeaders(c, rules), rules);
    }

    // Header names are compared without regard to case, so they are kept in one form.
    private static EmailConfig CompleteHeaders(EmailConfig c, YamlRules rules)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in c.Headers)
        {
            string canonical = HttpHeaderConfig.Canonical(name);
            if (!headers.TryAdd(canonical, value))
            {
                rules.Fail($"duplicate header {GoQuote.Quote(canonical)} in email config", "headers");
            }
        }

        CheckThreading(c.Threading, headers, rules);
        if (c.Subject.Length > 0 && !headers.TryAdd("Subject", c.Subject))
        {
            rules.Fail("at most one of subject & headers.Subject must be configured", "subject");
        }

        return c with { Headers = headers, Subject = "" };
    }

    private static void CheckThreading(EmailThreadingConfig threading, Dictionary<string, string> headers, YamlRules rules)
    {
        if (!threading.Enabled)
        {
            return;
        }

        foreach (string name in (string[])["References", "In-Reply-To"])
        {
            if (headers.ContainsKey(name))
            {
                rules.Fail($"conflicting configuration: threading.enabled conflicts with custom {name} header", "headers");
            }
        }

        if (threading.ThreadByDate is not ("none" or "daily"))
        {
            rules.Fail("threading.thread_by_date must be either 'none' or 'daily'", "threading");
        }
    }

    // A mail program shows the HTML part if there is one; the default one would hide the body that was asked for.
    private static EmailConfig CompleteBody(EmailConfig c, YamlRules rules)
    {
        if (c.Body.Length == 0)
        {
            return c;
        }

        rules.AtMostOne(c.Text.Length > 0, true, "text", "body");
        return c with { Text = c.Body, Body = "", Html = rules.Has("html") ? c.Html : "" };
    }
}
