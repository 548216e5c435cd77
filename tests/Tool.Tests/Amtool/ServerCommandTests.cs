namespace Tocsin.Tool.Tests.Amtool;

public sealed class ServerCommandTests : AmtoolFixture
{
    private const string Tree =
        """
        Routing tree:
        .
        └── default-route  receiver: default
            ├── {severity="critical"}  continue: true  receiver: pager
            │   └── {team=~"db|web"}  receiver: team
            └── {env!="dev",service=~"a|b"}  receiver: svc


        """;

    [Fact]
    public async Task The_cluster_is_shown()
    {
        Assert.Equal(0, await RunAsync("cluster"));
        Assert.Equal("Cluster Status:  ready\nNode Name:       01A\n", Terminal.Out);
        Assert.Equal(0, await RunAsync("cluster show -o extended"));
        Assert.Equal(
            """
            Cluster Status:  ready
            Node Name:       01A

            Address         Name
            127.0.0.1:9094  01A  
            127.0.0.1:9095  02B  

            """,
            Terminal.Out);
    }

    [Fact]
    public async Task The_configuration_is_shown_with_versions_on_request()
    {
        Assert.Equal(0, await RunAsync("config"));
        Assert.StartsWith("route:\n  receiver: default\n", Terminal.Out, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("config show -o extended"));
        Assert.EndsWith(
            "buildUser u\ngoVersion g\nrevision r\nversion 0.34.1\nbranch b\nbuildDate d\nuptime 2026-01-01T00:00:00.000Z\n",
            Terminal.Out,
            StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("config show -o json"));
        Assert.Equal(FakeApi.Status + "\n", Terminal.Out);
    }

    [Theory]
    [InlineData("config routes")]
    [InlineData("config routes show")]
    public async Task The_routing_tree_of_the_server_is_drawn(string line)
    {
        Assert.Equal(0, await RunAsync(line));
        Assert.Equal(Tree, Terminal.Out);
    }

    [Fact]
    public async Task The_routing_tree_of_a_file_goes_before_that_of_the_server()
    {
        string path = Home.Write("am.yml", "route: {receiver: a}\nreceivers: [{name: a}]\n");
        Assert.Equal(0, await RunAsync($"config routes --config.file={path}"));
        Assert.Equal("Routing tree:\n.\n└── default-route  receiver: a\n\n", Terminal.Out);
        Assert.Equal("Warning: --config.file flag overrides the --alertmanager.url.\n", Terminal.Error);
    }

    [Theory]
    [InlineData("", "default")]
    [InlineData("severity=critical", "pager")]
    [InlineData("severity=critical team=db", "team")]
    [InlineData("severity=critical team=db service=a", "team,svc")]
    [InlineData("service=a env=dev", "default")]
    public async Task Labels_lead_to_receivers(string labels, string receivers)
    {
        Assert.Equal(0, await RunAsync($"config routes test {labels}"));
        Assert.Equal(receivers + "\n", Terminal.Out);
        Assert.Equal(0, await RunAsync($"config routes test --verify.receivers={receivers} {labels}"));
        Assert.Equal(1, await RunAsync($"config routes test --verify.receivers=other {labels}"));
        Assert.EndsWith("WARNING: Expected receivers did not match resolved receivers.\n", Terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_of_labels_through_the_tree_is_drawn()
    {
        Assert.Equal(0, await RunAsync("config routes test --tree severity=critical team=db service=a"));
        Assert.Equal(
            """
            Matching routes:
            .
            └── default-route
                ├── {severity="critical"}
                │   └── {team=~"db|web"}  receiver: team
                └── {env!="dev",service=~"a|b"}  receiver: svc


            team,svc

            """,
            Terminal.Out);
    }

    [Theory]
    [InlineData("config routes test a=~b", "Labels must be specified as key=value pairs")]
    [InlineData("config routes test a", "Failed to parse labels: bad matcher format: a")]
    [InlineData("template render", "required flag(s) '--template.glob', '--template.text' not provided")]
    [InlineData("-o bad alert", "enum value must be one of simple,extended,json, got 'bad'")]
    [InlineData("--enable-feature=x alert", "error parsing the feature flag list: unknown option 'x' for --enable-feature")]
    [InlineData("foo", "expected command but got \"foo\"")]
    public async Task A_wrong_line_is_refused_in_upstreams_words(string line, string error)
    {
        Assert.Equal(1, await RunAsync(line));
        Assert.Equal($"amtool: error: {error}\n\n", Terminal.Error);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        Assert.Equal(1, await StartAsync("amtool", "", "--alertmanager.url=http://127.0.0.1:1/am/", "alert"));
        Assert.Equal(
            "amtool: error: Get \"http://127.0.0.1:1/am/api/v2/alerts?active=true&inhibited=false&silenced=false"
            + "&unprocessed=false\": dial tcp 127.0.0.1:1: connect: connection refused\n\n",
            Terminal.Error);
    }

    [Fact]
    public async Task A_user_in_the_address_is_sent_as_basic_authentication()
    {
        Api.On("GET /api/v2/alerts", 200, "[]");
        string address = Api.Address.Replace("http://", "http://ann:p%40ss@", StringComparison.Ordinal);
        Assert.Equal(0, await StartAsync("amtool", "", $"--alertmanager.url={address}", "--no-version-check", "alert"));
        Assert.Equal("Basic YW5uOnBAc3M=", Api.Authorizations[0]);
    }

    [Fact]
    public async Task The_http_configuration_is_used()
    {
        Api.On("GET /api/v2/alerts", 200, "[]");
        string path = Home.Write("http.yml", "authorization: {credentials: token}\n");
        Assert.Equal(0, await RunAsync($"--http.config.file={path} alert"));
        Assert.Equal("Bearer token", Api.Authorizations[0]);
        Assert.Equal(1, await RunAsync($"--http.config.file={Home.Write("bad.yml", "nope: 1")} alert"));
        Assert.StartsWith("amtool: error: failed to load HTTP config file: ", Terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_of_the_server_is_told_but_no_error()
    {
        Api.On("GET /api/v2/alerts", 200, "[]");
        Api.On("GET /api/v2/status", 200, "{\"versionInfo\":{\"version\":\"0.27.0\"}}");
        Assert.Equal(0, await StartAsync("amtool", "", $"--alertmanager.url={Api.Address}", "alert"));
        Assert.Equal(
            "Warning: amtool version (0.34.0) and alertmanager version (0.27.0) are different.\n", Terminal.Error);
    }

    [Fact]
    public async Task Flags_take_values_from_the_persons_file_unless_given()
    {
        Api.On("POST /api/v2/silences", 200, "{\"silenceID\":\"abc\"}");
        Home.Write(
            ".config/amtool/config.yml",
            $"alertmanager.url: {Api.Address}\nauthor: ann\ncomment_required: false\nversion-check: false\n");
        Assert.Equal(0, await StartAsync("amtool", "", "silence", "add", "foo"));
        Assert.Contains("\"createdBy\":\"ann\"", Api.Requests[0], StringComparison.Ordinal);
        Assert.Equal(0, await StartAsync("amtool", "", "silence", "add", "foo", "-a", "bob"));
        Assert.Contains("\"createdBy\":\"bob\"", Api.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_file_of_defaults_is_told()
    {
        Home.Write(".config/amtool/config.yml", "a: [");
        Assert.Equal(1, await StartAsync("amtool", "", "alert"));
        Assert.StartsWith("amtool: error: could not load config file: yaml: ", Terminal.Error, StringComparison.Ordinal);
    }
}
