using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Printing;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/format_query</c> and <c>/api/v1/parse_query</c>.</summary>
internal static class ExpressionEndpoint
{
    public static Task FormatAsync(HttpContext http, QueryParameters parameters)
    {
        string text = PrettyPrinter.Print(parameters.Expression());
        return PrometheusAnswer.OkAsync(http, output => output.String(text));
    }

    public static Task ParseAsync(HttpContext http, QueryParameters parameters)
    {
        Expr expression = parameters.Expression();
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { MaxDepth = AstJson.DepthMax }))
        {
            AstJson.Write(writer, expression);
        }

        byte[] tree = json.ToArray();
        return PrometheusAnswer.OkAsync(http, output => output.Raw(tree));
    }
}
