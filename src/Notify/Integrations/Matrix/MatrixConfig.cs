using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Matrix;

/// <summary>Messages to a Matrix room: <c>matrix_configs</c>, a kind that Alertmanager does not know.</summary>
public sealed record MatrixConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "matrix";

    /// <summary>The server of the account; never null once loaded.</summary>
    public WebUrl? Homeserver { get; init; }

    /// <summary>The account's token. Empty if a file is given.</summary>
    public Secret AccessToken { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string AccessTokenFile { get; init; } = "";

    /// <summary>The room's id, which begins with an exclamation mark; a template.</summary>
    public string RoomId { get; init; } = "";

    /// <summary><c>m.text</c>, or <c>m.notice</c>, for which many programs do not ring.</summary>
    public string MsgType { get; init; } = "m.text";

    /// <summary>The plain text, a template.</summary>
    public string Text { get; init; } = "{{ template \"matrix.default.text\" . }}";

    /// <summary>The text as HTML, an HTML template; empty for none.</summary>
    public string Html { get; init; } = "{{ template \"matrix.default.html\" . }}";

    /// <summary>Change the message already sent instead of sending another.</summary>
    public bool UpdateMessage { get; init; }

    /// <summary>How long one attempt may take; zero for no limit of its own.</summary>
    public TimeSpan Timeout { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new MatrixNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<MatrixConfig> Schema { get; } = new YamlSchema<MatrixConfig>("matrix.MatrixConfig", new())
        .Include(AddHttpKeys)
        .Optional("homeserver", ConfigTypes.Url, c => c.Homeserver, (c, v) => c with { Homeserver = v })
        .Optional("access_token", ConfigTypes.Secret, c => c.AccessToken, (c, v) => c with { AccessToken = v })
        .Optional("access_token_file", YamlTypes.Text, c => c.AccessTokenFile, (c, v) => c with { AccessTokenFile = v })
        .Optional("room_id", YamlTypes.Text, c => c.RoomId, (c, v) => c with { RoomId = v })
        .Optional("msgtype", YamlTypes.Text, c => c.MsgType, (c, v) => c with { MsgType = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Optional("html", YamlTypes.Text, c => c.Html, (c, v) => c with { Html = v })
        .Optional("update_message", YamlTypes.Flag, c => c.UpdateMessage, (c, v) => c with { UpdateMessage = v })
        .Field("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Rule(Check);

    private static MatrixConfig Check(MatrixConfig c, YamlRules rules)
    {
        if (c.Homeserver is null)
        {
            rules.Fail("missing homeserver in matrix config");
        }

        if (Given.CountOf(c.AccessToken.Reveal(), c.AccessTokenFile) == 0)
        {
            rules.Fail("one of access_token or access_token_file must be configured in matrix config");
        }

        rules.AtMostOne(!c.AccessToken.IsEmpty, c.AccessTokenFile.Length > 0, "access_token", "access_token_file");
        if (c.RoomId.Length == 0)
        {
            rules.Fail("missing room_id in matrix config");
        }
        else if (!c.RoomId.Contains("{{", StringComparison.Ordinal) && c.RoomId[0] != '!')
        {
            rules.Fail("room_id must be a room's id such as !abc:example.org in matrix config", "room_id");
        }

        if (c.MsgType is not ("m.text" or "m.notice"))
        {
            rules.Fail("unknown msgtype in matrix config, must be m.text or m.notice", "msgtype");
        }

        if (c.HttpConfig is { } http && (http.BasicAuth is not null || http.Authorization is not null || http.OAuth2 is not null))
        {
            rules.Fail("http_config must not hold credentials beside access_token in matrix config", "http_config");
        }

        return c;
    }
}
