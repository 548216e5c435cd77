using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Server.Series;
using Tocsin.Server.Web;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>POST /api/v1/write: samples that another program pushes.</summary>
internal sealed class RemoteWriteEndpoint(SeriesHost series)
{
    private const string Version2 = "io.prometheus.write.v2.Request";

    public async Task PostAsync(HttpContext http)
    {
        if (VersionOf(http.Request.ContentType) is not { } version)
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status415UnsupportedMediaType,
                $"the content type is {http.Request.ContentType}; send application/x-protobuf, with "
                + $"proto=prometheus.WriteRequest or proto={Version2}")
                .ConfigureAwait(false);
            return;
        }

        string encoding = http.Request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("snappy", StringComparison.OrdinalIgnoreCase))
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status415UnsupportedMediaType, $"the content encoding is {encoding}; send snappy").ConfigureAwait(false);
            return;
        }

        RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        if (body is null)
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status413PayloadTooLarge, $"the body has more than {RequestBody.BytesMax} bytes").ConfigureAwait(false);
            return;
        }

        using (body)
        {
            await ReceiveAsync(http, body.Value, version).ConfigureAwait(false);
        }
    }

    private static RemoteWriteVersion? VersionOf(string? contentType)
    {
        string[] parts = (contentType ?? "application/x-protobuf").Split(';', StringSplitOptions.TrimEntries);
        string proto = parts.Skip(1).FirstOrDefault(p => p.StartsWith("proto=", StringComparison.OrdinalIgnoreCase)) ?? "";
        return parts[0].Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase)
            ? proto.Trim('"')[(proto.Length == 0 ? 0 : 6)..].Trim('"') switch
            {
                "" or "prometheus.WriteRequest" => RemoteWriteVersion.One,
                Version2 => RemoteWriteVersion.Two,
                _ => null,
            }
            : null;
    }

    private async Task ReceiveAsync(HttpContext http, RequestBody body, RemoteWriteVersion version)
    {
        RemoteWriteResult result;
        try
        {
            result = await series.RemoteWrite(SeriesOwners.TenantOf(http))
                .ReceiveAsync(body.Memory, version, http.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException full)
        {
            // The sender keeps it and sends it again.
            await HttpText.WriteErrorAsync(http, StatusCodes.Status503ServiceUnavailable, full.Message).ConfigureAwait(false);
            return;
        }

        if (version == RemoteWriteVersion.Two)
        {
            AddCount(http, "Samples", result.Samples);
            AddCount(http, "Histograms", result.Histograms);
            AddCount(http, "Exemplars", result.Exemplars);
        }

        if (result.Fault is { } fault)
        {
            await HttpText.WriteErrorAsync(http, StatusCodes.Status400BadRequest, fault).ConfigureAwait(false);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static void AddCount(HttpContext http, string what, int count) =>
        http.Response.Headers[$"X-Prometheus-Remote-Write-{what}-Written"] = count.ToString(CultureInfo.InvariantCulture);
}
