using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.RocketChat;

/// <summary>A button of a Rocket.Chat message. Upstream gave it no YAML names, so the keys are run together.</summary>
public sealed record RocketChatActionConfig
{
    /// <summary>The kind, a template.</summary>
    public string Type { get; init; } = "";

    /// <summary>The label, a template.</summary>
    public string Text { get; init; } = "";

    /// <summary>Where it leads, a template.</summary>
    public string Url { get; init; } = "";

    /// <summary>A picture, a template.</summary>
    public string ImageUrl { get; init; } = "";

    /// <summary>Open in the app.</summary>
    public bool IsWebView { get; init; }

    /// <summary>How high, a template.</summary>
    public string WebviewHeightRatio { get; init; } = "";

    /// <summary>The message it sends, a template.</summary>
    public string Msg { get; init; } = "";

    /// <summary>Send it in the chat.</summary>
    public bool MsgInChatWindow { get; init; }

    /// <summary>sendMessage or respondWithMessage, a template.</summary>
    public string MsgProcessingType { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<RocketChatActionConfig> Schema { get; } =
        new YamlSchema<RocketChatActionConfig>("rocketchat.RocketchatAttachmentAction", new())
        .Field("type", YamlTypes.Text, c => c.Type, (c, v) => c with { Type = v })
        .Field("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Field("url", YamlTypes.Text, c => c.Url, (c, v) => c with { Url = v })
        .Field("imageurl", YamlTypes.Text, c => c.ImageUrl, (c, v) => c with { ImageUrl = v })
        .Field("iswebview", YamlTypes.Flag, c => c.IsWebView, (c, v) => c with { IsWebView = v })
        .Field("webviewheightratio", YamlTypes.Text, c => c.WebviewHeightRatio,
            (c, v) => c with { WebviewHeightRatio = v })
        .Field("msg", YamlTypes.Text, c => c.Msg, (c, v) => c with { Msg = v })
        .Field("msginchatwindow", YamlTypes.Flag, c => c.MsgInChatWindow, (c, v) => c with { MsgInChatWindow = v })
        .Field("msgprocessingtype", YamlTypes.Text, c => c.MsgProcessingType,
            (c, v) => c with { MsgProcessingType = v })
        .WithoutUnmarshaler();
}
