namespace Tocsin.Tool.Amtool;

/// <summary>The longer texts of the help.</summary>
internal static class AmtoolHelp
{
    private const string Matchers = """
        Matchers are written name=value, name!=value, name=~regex or name!~regex; all of them must hold. A first
        argument that is no matcher is taken for the value of alertname, so these two mean the same:

        	{0} foo node=bar
        	{0} alertname=foo node=bar
        """;

    public const string Root = """
        View and modify the current Alertmanager state.

        Values for flags are also taken from YAML files, by the flag's name: $HOME/.config/amtool/config.yml,
        $HOME/.config/prometheus/amtool.yml, /etc/amtool/config.yml and /etc/prometheus/amtool.yml. Useful there are:

        	alertmanager.url
        		The server to talk to
        	author
        		The author of new silences; without it the name of the user
        	require-comment
        		Whether a new silence needs a comment; true without it
        	output
        		simple, extended or json
        	date.format
        		The format of times, by example: "2006-01-02 15:04:05 MST"
        	http.config.file
        		Settings of the HTTP client, in the format of http_config
        """;

    public static string AlertQuery { get; } = $"""
        View and search through current alerts.

        {Example("amtool alert query")}

        Without a flag for a state only active alerts are shown.
        """;

    public const string AlertAdd = """
        Add a new alert.

        Its labels and annotations are given as name=value. A first label without = is taken for the alert name:

        	amtool alert add foo node=bar --annotation=summary='It does not answer'

        Without an end it resolves by itself unless it is added again.
        """;

    public static string SilenceAdd { get; } = $"""
        Add a new alertmanager silence

        {Example("amtool silence add")}

        Prints the id of the new silence.
        """;

    public const string SilenceImport = """
        Import alertmanager silences from JSON file or stdin

        Takes what query prints as JSON:

        	amtool silence query -o json foo > foo.json
        	amtool silence import foo.json
        """;

    public static string SilenceQuery { get; } = $"""
        Query Alertmanager silences.

        {Example("amtool silence query")}

        With --within only those are shown that end within that time, with --expired as well those that ended within
        it.
        """;

    public const string CheckConfig = """
        Validate alertmanager config files

        Checks the syntax and all rules for the files given, and the templates they name. Without files standard input
        is checked. A template that is not there is no error.
        """;

    public const string Config = """
        View current config.

        How much is shown depends on the output:
        	- Simple: the running config
        	- Extended: also uptime and versions
        	- Json: the whole status as JSON
        """;

    public const string Routes = """
        Prints alert routing tree

        The routes come from a file or, without one, from the running server.

        	amtool config routes show --config.file=doc/examples/simple.yml
        """;

    public const string RoutesTest = """
        Test alert routing

        Prints the receivers that an alert with these labels goes to, in the order of the routing tree.

        	amtool config routes test --config.file=simple.yml --verify.receivers=team-DB-pager service=database
        """;

    private static string Example(string command) => Matchers.Replace("{0}", command, StringComparison.Ordinal);
}
