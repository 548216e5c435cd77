using Tocsin.Signals.Spans;

namespace Tocsin.Signals.Tests.Spans;

/// <summary>Spans of two services that belong to one call become an edge, as OpenTelemetry's service-graph connector makes it.</summary>
public sealed class ServiceGraphTests
{
    private const string ClientId = "c1c1c1c1c1c1c1c1";

    private const string Total = "{__name__=\"traces_service_graph_request_total\", ";

    private static readonly TestSpan Client = new()
    {
        Service = "front",
        Kind = 3,
        Id = ClientId,
        Parent = "0909090909090909",
        Milliseconds = 30,
    };

    private static readonly TestSpan Server = new() { Service = "cart", Kind = 2, Parent = ClientId, Milliseconds = 20 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_and_a_server_are_one_call_in_whatever_order_they_come(bool clientFirst)
    {
        var world = new SpanWorld();
        world.Take(clientFirst ? Client : Server);
        world.NowMs += 9_999;
        world.Take(clientFirst ? Server : Client);
        world.WriteAfter(1);

        string[] graph = world.Content("service_graph");
        Assert.Contains(Total + "client=\"front\", server=\"cart\"} 1", graph);
        const string Ends = "client=\"front\", server=\"cart\"}";
        Assert.Contains($"{{__name__=\"traces_service_graph_request_server_seconds_sum\", {Ends} 0.02", graph);
        Assert.Contains($"{{__name__=\"traces_service_graph_request_client_seconds_sum\", {Ends} 0.03", graph);
        Assert.Contains(
            "{__name__=\"traces_service_graph_request_client_seconds_bucket\", client=\"front\", le=\"0.05\", server=\"cart\"} 1", graph);
        Assert.DoesNotContain(graph, line => line.Contains("failed", StringComparison.Ordinal));
        Assert.DoesNotContain(graph, line => line.Contains("le=\"0.01\"", StringComparison.Ordinal));
        SpanNumbers numbers = world.Receiver.Numbers();
        Assert.Equal((1, 0, 0L), (numbers.Edges, numbers.Waiting, numbers.Unpaired));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public void A_call_failed_if_either_side_says_so_and_its_trace_is_the_exemplar(int client, int server)
    {
        var world = new SpanWorld();
        world.Take(Client with { Status = client }, Server with { Status = server });
        string other = "02" + ClientId[2..];
        world.Take(Client with { Id = other, Milliseconds = 5_000 }, Server with { Parent = other });
        world.WriteAfter(1);

        const string Ends = "client=\"front\", server=\"cart\"}";
        Assert.Contains($"{{__name__=\"traces_service_graph_request_failed_total\", {Ends} 1", world.Content());
        Assert.Contains(Total + $"{Ends} 2", world.Content());
        Assert.Contains(world.Kept, kept => kept.Series["__name__"] == "traces_service_graph_request_failed_total"
            && kept.Labels["span_id"] == ClientId && kept.Labels["trace_id"] == Client.Trace);
    }

    [Fact]
    public void Messages_databases_and_the_outside_are_edges_of_their_own_kind()
    {
        var world = new SpanWorld();
        world.Take(Client with { Kind = 4 }, Server with { Kind = 5 });
        world.Take(Client with { Attributes = [("db.name", "orders")], Id = "0202020202020202" });
        world.Take(Server with { Parent = "" });
        world.WriteAfter(1);

        Assert.Equal(
            [
                Total + "client=\"front\", connection_type=\"database\", server=\"orders\"} 1",
                Total + "client=\"front\", connection_type=\"messaging_system\", server=\"cart\"} 1",
                Total + "client=\"user\", connection_type=\"virtual_node\", server=\"cart\"} 1",
            ],
            world.Content("request_total"));
    }

    [Theory]
    [InlineData(true, 1, 0)]
    [InlineData(false, 0, 1)]
    public void A_client_whose_server_sends_nothing_calls_what_it_names_or_is_unpaired(bool isNamed, int edges, int unpaired)
    {
        var world = new SpanWorld();
        world.Take(Client with { Attributes = isNamed ? [("db.system", "redis"), ("peer.service", "mail")] : [] });
        world.WriteAfter(9);
        Assert.Equal(0, world.Receiver.Numbers().Edges);
        world.WriteAfter(1);

        SpanNumbers numbers = world.Receiver.Numbers();
        Assert.Equal((edges, (long)unpaired, 0), (numbers.Edges, numbers.Unpaired, numbers.Waiting));
        if (isNamed)
        {
            Assert.Equal(
                [Total + "client=\"front\", connection_type=\"virtual_node\", server=\"mail\"} 1"],
                world.Content("request_total"));
        }
    }

    [Fact]
    public void A_late_span_does_not_join_a_call_that_was_given_up()
    {
        var world = new SpanWorld();
        world.Take(Client);
        world.NowMs += 10_000;
        world.Take(Server);
        world.WriteAfter(11);
        Assert.Equal((0, 2L), (world.Receiver.Numbers().Edges, world.Receiver.Numbers().Unpaired));
    }

    [Fact]
    public void Calls_that_wait_and_edges_are_bounded_and_what_is_too_much_is_counted()
    {
        var world = new SpanWorld(new SpanOptions { Graph = new GraphOptions { WaitingMax = 3, EdgesMax = 1 } });
        world.Take(Enumerable.Range(0, 5).Select(i => Client with { Id = $"{i + 1:x16}" }));
        Assert.Equal((3, 2L), (world.Receiver.Numbers().Waiting, world.Receiver.Numbers().Dropped));
        world.Take(Enumerable.Range(0, 3).Select(i => Server with { Parent = $"{i + 1:x16}", Service = $"cart{i}" }));
        Assert.Equal(0, world.Receiver.Numbers().Waiting);
        world.Take(Client, Server with { Service = "cart9" });
        world.WriteAfter(1);

        Assert.Equal(
            [
                Total + "client=\"front\", server=\"cart0\"} 1",
                Total + "otel_metric_overflow=\"true\"} 3",
            ],
            world.Content("request_total"));
        Assert.Equal(["front"], world.Receiver.TakeOffenders().Clients);
    }

    [Fact]
    public void Without_exemplars_no_trace_is_kept()
    {
        var world = new SpanWorld(new SpanOptions { KeepsExemplars = false });
        world.Take(Client, Server with { Status = 2 });
        world.WriteAfter(15);
        Assert.NotEmpty(world.Content("service_graph"));
        Assert.Empty(world.Kept);
    }

    [Fact]
    public void An_edge_without_calls_ends()
    {
        var world = new SpanWorld(new SpanOptions { ExpiresAfter = TimeSpan.FromMinutes(1) });
        world.Take(Client, Server);
        world.WriteAfter(15);
        Assert.NotEmpty(world.Content("service_graph"));
        world.WriteAfter(60);
        Assert.Empty(world.Content("service_graph"));
        Assert.Equal(0, world.Receiver.Numbers().Edges);
    }
}
