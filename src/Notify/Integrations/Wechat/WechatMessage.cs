using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Wechat;

/// <summary>Writes the JSON of a WeChat Work message, its keys in upstream's order. Immutable.</summary>
internal sealed class WechatMessage(WechatConfig config, IFieldCompiler templates)
{
    // https://developer.work.weixin.qq.com/document/path/90236: longer ones are cut by WeChat without a word.
    private const int ContentBytesMax = 2048;

    private static readonly MessageBody Body = new(TextLimit.Bytes(ContentBytesMax).Fit);

    private readonly bool _isMarkdown = config.MessageType == "markdown";
    private readonly FieldTemplate _message = templates.Text("message", config.Message);
    private readonly FieldTemplate _toUser = templates.Text("to_user", config.ToUser);
    private readonly FieldTemplate _toParty = templates.Text("to_party", config.ToParty);
    private readonly FieldTemplate _toTag = templates.Text("to_tag", config.ToTag);
    private readonly FieldTemplate _agentId = templates.Text("agent_id", config.AgentId);

    /// <summary>Writes the message. Upstream sends both kinds of text, the other one empty.</summary>
    public ReadOnlyMemory<byte> Write(Rendering rendering)
    {
        string toUser = rendering.Text(_toUser);
        string toParty = rendering.Text(_toParty);
        string toTag = rendering.Text(_toTag);
        string agentId = rendering.Text(_agentId);
        string text = Body.ComposeAlone(rendering, rendering.TextOrNull(_message), _message.Field);
        return new GoJsonWriter().BeginObject()
            .Name("text").BeginObject().Field("content", _isMarkdown ? "" : text).EndObject()
            .FieldUnlessEmpty("touser", toUser)
            .FieldUnlessEmpty("toparty", toParty)
            .FieldUnlessEmpty("totag", toTag)
            .FieldUnlessEmpty("agentid", agentId)
            .Field("safe", "0")
            .Field("msgtype", _isMarkdown ? "markdown" : "text")
            .Name("markdown").BeginObject().Field("content", _isMarkdown ? text : "").EndObject()
            .EndObject().EndDocument().Written;
    }
}
