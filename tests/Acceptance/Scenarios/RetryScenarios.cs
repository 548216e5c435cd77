using Microsoft.AspNetCore.Http;
using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class RetryScenarios
{
    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_failing_webhook_is_tried_again_and_does_not_disturb_its_sibling(Subject subject)
    {
        await using var scenario = new Scenario(subject);
        Collector good = await scenario.CollectAsync("good");
        Collector failing = await scenario.CollectAsync("failing", (call, context) =>
        {
            context.Response.StatusCode = call == 1 ? 503 : 200;
            return Task.CompletedTask;
        });
        scenario.Config = """
            route:
              receiver: default
              group_by: [alertname]
              group_wait: 1s
              group_interval: 2s
              repeat_interval: 3s
            receivers:
            - name: default
              webhook_configs:
              - url: '{good}'
              - url: '{failing}'
            """;

        scenario.At(1).Push(Alert("test").Active(1));
        good.Between(2, 2.5).Want(Alert("test").Active(1));
        good.Between(6, 6.5).Want(Alert("test").Active(1));

        // One refusal and the delivery within one flush, after half a second give or take a half of it. The repeat
        // counts from the delivery.
        failing.Between(2, 2.5).Want(Alert("test").Active(1));
        failing.Between(2.2, 2.8).Want(Alert("test").Active(1));
        failing.Between(6, 6.5).Want(Alert("test").Active(1));
        await scenario.RunAsync();
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_webhook_that_hangs_is_cut_off_at_its_timeout_and_tried_again(Subject subject)
    {
        await using var scenario = new Scenario(subject);
        Collector webhook = await scenario.CollectAsync("webhook", async (call, context) =>
        {
            if (call == 1)
            {
                await WhenAbortedAsync(context);
            }
        });
        scenario.Config = """
            route:
              receiver: default
              group_by: [alertname]
              group_wait: 1s
              group_interval: 2s
              repeat_interval: 1h
            receivers:
            - name: default
              webhook_configs:
              - url: '{webhook}'
                timeout: 500ms
            """;

        scenario.At(1).Push(Alert("test").Active(1));
        webhook.Between(2, 2.5).Want(Alert("test").Active(1));
        webhook.Between(2.5, 3.8).Want(Alert("test").Active(1));
        scenario.At(4.9).Do(() => Task.CompletedTask);
        await scenario.RunAsync();
    }

    private static async Task WhenAbortedAsync(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }
}
