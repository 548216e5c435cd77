using Microsoft.AspNetCore.Http;
using Tocsin.Model.Durations;

namespace Tocsin.Server.Web;

/// <summary>Ends requests that take too long: their work is cancelled and they are answered with 503.</summary>
/// <param name="limit">The time a request may take; zero or less for no limit.</param>
/// <param name="time">The clock.</param>
public sealed class RequestTimeLimit(TimeSpan limit, TimeProvider time)
{
    /// <summary>Runs the request for as long as it may take.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (limit <= TimeSpan.Zero || context.GetEndpoint()?.Metadata.GetMetadata<LimitExempt>() is not null)
        {
            await next(context);
            return;
        }

        CancellationToken clientGone = context.RequestAborted;
        using var timeUp = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clientGone, timeUp.Token);
        context.RequestAborted = either.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (timeUp.IsCancellationRequested && !clientGone.IsCancellationRequested)
        {
            context.RequestAborted = clientGone;
            if (context.Response.HasStarted)
            {
                // Half an answer must not look like a whole one.
                context.Abort();
                return;
            }

            context.Response.Clear();
            string text = $"Exceeded configured timeout of {GoDuration.From(limit)}.";
            await HttpText.WriteErrorAsync(context, StatusCodes.Status503ServiceUnavailable, text);
        }
        finally
        {
            context.RequestAborted = clientGone;
        }
    }
}
