using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Model.Seams;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Rehearsals;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Receivers;

/// <summary>Prints the requests of a receiver's integrations, for people or as one JSON document.</summary>
/// <param name="given">The command line.</param>
/// <param name="notification">What they tell.</param>
internal sealed class RequestPrinter(Invocation given, Notification notification)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonArray _integrations = [];
    private readonly TextWriter _out = given.Terminal.Out;
    private readonly bool _isJson = given.Text("output") == "json";
    private readonly bool _isRaw = given.Text("output") == "extended";
    private bool _isWell = true;

    /// <summary>Prints what one integration would send.</summary>
    public void Add(IntegrationConfig config, int index, RehearsalReport report)
    {
        _isWell &= report is { Fault.Length: 0, TemplateError.Length: 0 };
        if (_isJson)
        {
            _integrations.Add(ToJson(config, index, report));
            return;
        }

        string name = $"{notification.Receiver}/{config.Integration}[{index}]";
        if (!notification.IsFiring && !config.SendResolved)
        {
            _out.Write($"# {name}: send_resolved is off, so this would not be sent\n");
        }

        if (report.TemplateError.Length > 0)
        {
            _out.Write($"# {name}: a template failed, so a plain message would go: {report.TemplateError}\n");
        }

        if (report.Fault.Length > 0)
        {
            _out.Write($"# {name}: nothing would be sent: {report.Fault}\n\n");
        }

        for (int i = 0; i < report.Requests.Count; i++)
        {
            bool isLast = i == report.Requests.Count - 1;
            _out.Write(string.Create(
                CultureInfo.InvariantCulture, $"# {name}, request {i + 1} of {report.Requests.Count}\n"));
            Write(report.Requests[i]);
            if (!isLast)
            {
                _out.Write($"# answered here by a sample: {report.Requests[i].AnswerCode} {OneLine(report.Requests[i].Answer)}\n\n");
            }
        }
    }

    /// <summary>Ends the output; whether everything would be sent as its templates want it.</summary>
    public bool Finish()
    {
        if (_isJson)
        {
            var document = new JsonObject
            {
                ["receiver"] = notification.Receiver,
                ["groupKey"] = notification.GroupKey,
                ["integrations"] = _integrations,
            };
            _out.Write(Json.Compact(document) + "\n");
        }

        return _isWell;
    }

    private static JsonObject ToJson(IntegrationConfig config, int index, RehearsalReport report) => new()
    {
        ["integration"] = config.Integration,
        ["index"] = index,
        ["sendResolved"] = config.SendResolved,
        ["templateError"] = report.TemplateError,
        ["fault"] = report.Fault,
        ["requests"] = new JsonArray([.. report.Requests.Select(ToJson)]),
    };

    private static JsonObject ToJson(RecordedRequest request) => new()
    {
        ["method"] = request.Method,
        ["url"] = request.Url,
        ["headers"] = new JsonArray([.. request.Headers.Select(
            header => new JsonObject { ["name"] = header.Name, ["value"] = header.Value })]),
        ["commands"] = new JsonArray([.. request.Commands.Select(command => JsonValue.Create(command))]),
        ["body"] = request.Body,
        ["json"] = Parse(request.Body),
        ["bodyBytes"] = request.BodyBytes,
        ["bodyDigest"] = request.BodyDigest,
        ["sampleAnswer"] = new JsonObject { ["code"] = request.AnswerCode, ["body"] = request.Answer },
    };

    private void Write(RecordedRequest request)
    {
        _out.Write($"{request.Method} {request.Url}\n");
        foreach ((string name, string value) in request.Headers)
        {
            _out.Write($"{name}: {value}\n");
        }

        foreach (string command in request.Commands)
        {
            _out.Write(command + "\n");
        }

        if (request.Body.Length > 0)
        {
            string body = _isRaw ? request.Body : LaidOut(request);
            _out.Write("\n" + body.ReplaceLineEndings("\n").TrimEnd('\n') + "\n");
        }

        _out.Write("\n");
    }

    private static string LaidOut(RecordedRequest request)
    {
        if (request.Commands.Count > 0)
        {
            return MailText.Readable(request.Body);
        }

        if (Parse(request.Body) is { } json)
        {
            return json.ToJsonString(Readable);
        }

        bool isForm = request.Headers.Any(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            && header.Value.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase));
        return isForm
            ? string.Join('\n', request.Body.Split('&').Select(field => Uri.UnescapeDataString(field.Replace('+', ' '))))
            : request.Body;
    }

    private static JsonNode? Parse(string body)
    {
        try
        {
            return body.StartsWith('{') || body.StartsWith('[') ? JsonNode.Parse(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
