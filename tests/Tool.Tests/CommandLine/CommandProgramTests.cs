using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Tests.CommandLine;

public sealed class CommandProgramTests
{
    private readonly TerminalFake _terminal = new();
    private Invocation? _ran;

    [Theory]
    [InlineData("--x", "unknown long flag '--x'")]
    [InlineData("-x", "unknown short flag '-x'")]
    [InlineData("--no-text", "unknown long flag '--no-text'")]
    [InlineData("--text", "expected argument for flag '--text'")]
    [InlineData("--text --on", "expected argument for flag '--text'")]
    [InlineData("--on=x", "unexpected x")]
    [InlineData("word", "unexpected word")]
    [InlineData("-- --on", "unexpected --on")]
    [InlineData("--text=a --text=b", "flag 'text' cannot be repeated")]
    [InlineData("--wait=5", "time: missing unit in duration \"5\"")]
    [InlineData("--wait=1.5x", "time: unknown unit \"x\" in duration \"1.5x\"")]
    [InlineData("--wait=", "time: invalid duration \"\"")]
    [InlineData("--wait=x", "time: invalid duration \"x\"")]
    [InlineData("--count=a", "strconv.ParseFloat: parsing \"a\": invalid syntax")]
    [InlineData("--pick=c", "enum value must be one of a,b, got 'c'")]
    [InlineData("--file=/no/such", "path '/no/such' does not exist")]
    [InlineData("@/no/such", "failed to open arguments file \"/no/such\": open /no/such: no such file or directory")]
    [InlineData("@", "expected @ file to expand arguments from")]
    public async Task A_wrong_line_is_refused_in_upstreams_words(string line, string error)
    {
        Assert.Equal(1, await RunFlatAsync(line.Split(' ')));
        Assert.Equal($"prog: error: {error}, try --help\n", _terminal.Error);
        Assert.Null(_ran);
    }

    [Fact]
    public async Task A_flag_takes_its_value_behind_an_equals_sign_or_as_the_next_word()
    {
        Assert.Equal(0, await RunFlatAsync("--text=a=b", "--list", "x", "--list=", "-p", "b", "--wait=1h30m"));
        Assert.Equal("a=b", _ran!.Text("text"));
        Assert.Equal(["x", ""], _ran.List("list"));
        Assert.Equal("b", _ran.Text("pick"));
        Assert.Equal(TimeSpan.FromMinutes(90), _ran.Duration("wait"));
    }

    [Fact]
    public async Task Short_flags_join_and_the_last_may_carry_its_value()
    {
        Assert.Equal(0, await RunFlatAsync("-opb"));
        Assert.True(_ran!.IsOn("on"));
        Assert.Equal("b", _ran.Text("pick"));
    }

    [Fact]
    public async Task A_switch_is_turned_off_by_no_and_defaults_hold_for_what_is_not_given()
    {
        Assert.Equal(0, await RunFlatAsync("--no-yes"));
        Assert.False(_ran!.IsOn("yes"));
        Assert.False(_ran.IsOn("on"));
        Assert.Equal(7, _ran.Whole("count"));
        Assert.False(_ran.WasGiven("count"));
        Assert.True(_ran.WasGiven("yes"));
    }

    [Fact]
    public async Task An_arguments_file_stands_for_its_lines_without_comments_and_blank_lines()
    {
        using var folder = new TemporaryFolder();
        string inner = folder.Write("inner", "--count\n9\n");
        string outer = folder.Write("outer", $"# comment\n\n--text=two words\n@{inner}\n");
        Assert.Equal(0, await RunFlatAsync("@" + outer, "--on"));
        Assert.Equal("two words", _ran!.Text("text"));
        Assert.Equal(9, _ran.Whole("count"));
        Assert.True(_ran.IsOn("on"));
    }

    [Fact]
    public async Task An_arguments_file_that_names_itself_is_an_error_and_no_endless_loop()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "loop");
        await File.WriteAllTextAsync(path, $"@{path}\n", TestContext.Current.CancellationToken);
        Assert.Equal(1, await RunFlatAsync("@" + path));
        Assert.Contains("too many @ files", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_wins_over_wrong_values_but_not_over_an_unknown_flag_before_it()
    {
        Assert.Equal(0, await RunFlatAsync("--count=a", "--version", "-h"));
        Assert.Equal("prog, version 1\n", _terminal.Out);
        Assert.Equal(1, await RunFlatAsync("--x", "--version"));
    }

    [Fact]
    public async Task Help_of_a_flat_program_lists_its_flags_in_two_columns()
    {
        Assert.Equal(0, await RunFlatAsync("--help"));
        Assert.Equal(
            """
            usage: prog [<flags>]


            Flags:
              -h, --[no-]help      Show context-sensitive help (also try --help-long and
                                   --help-man).
                  --text=""        A text.
                  --list=LIST ...  Many texts.
              -o, --[no-]on        A switch.
                  --[no-]yes       A switch that is on.
                  --count=7        A number.
                  --wait=1m        A duration.
              -p, --pick=a         A choice.
                  --file=<path>    A file.
                  --[no-]version   Show application version.


            """,
            _terminal.Out);
    }

    [Theory]
    [InlineData("item list", "list", "")]
    [InlineData("item", "list", "")]
    [InlineData("item --all", "list", "all")]
    [InlineData("item -a x y", "list", "all")]
    [InlineData("item add x", "add", "")]
    [InlineData("--text=1 item add --text2=2 x", "add", "text2")]
    public async Task A_command_is_found_by_name_or_because_it_is_the_default(string line, string command, string given)
    {
        Assert.Equal(0, await RunTreeAsync(line));
        Assert.Equal(command, _ran!.Command.Name);
        Assert.True(given.Length == 0 || _ran.WasGiven(given));
    }

    [Theory]
    [InlineData("nothing", "expected command but got \"nothing\"")]
    [InlineData("item add", "required argument 'name' not provided")]
    [InlineData("item add x y", "unexpected y")]
    [InlineData("bare", "must select a subcommand of 'bare'")]
    [InlineData("bare need", "required flag(s) '--must' not provided")]
    [InlineData("item add --all", "unknown long flag '--all'")]
    public async Task A_wrong_command_is_refused(string line, string error)
    {
        Assert.Equal(1, await RunTreeAsync(line));
        Assert.Equal($"prog: error: {error}\n\n", _terminal.Error);
    }

    [Fact]
    public async Task No_command_at_all_shows_the_help_and_is_no_error()
    {
        Assert.Equal(0, await RunTreeAsync(""));
        Assert.Contains(
            """
            Commands:
              help [<command>...]
              item
                list* [<flags>] [<names>...]
                add [<flags>] <name>
              bare
                need --must=MUST

            """,
            _terminal.Out,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help item add")]
    [InlineData("item add --help")]
    public async Task Help_for_a_command_shows_the_flags_that_hold_there(string line)
    {
        Assert.Equal(0, await RunTreeAsync(line));
        Assert.StartsWith("usage: prog item add [<flags>] <name>\n\nAdds.\n\nFlags:\n", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains("--text2=TEXT2", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains("Args:\n  <name>  The name.\n", _terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_completion_of_a_shell_offers_commands_and_flags()
    {
        Assert.Equal(0, await RunTreeAsync("--completion-bash item"));
        Assert.Equal("list\nadd", _terminal.Out);
    }

    private Task<int> RunFlatAsync(params string[] arguments)
    {
        var root = new CommandSpec("prog", "")
        {
            Flags =
            [
                .. CommandProgram.BuiltInFlags,
                new("text", "A text.") { Default = [""] },
                new("list", "Many texts.") { Kind = ValueKind.TextList },
                new("on", "A switch.") { Kind = ValueKind.Switch, Letter = 'o' },
                new("yes", "A switch that is on.") { Kind = ValueKind.Switch, Default = ["true"] },
                new("count", "A number.") { Kind = ValueKind.Whole, Default = ["7"] },
                new("wait", "A duration.") { Kind = ValueKind.Duration, Default = ["1m"] },
                new("pick", "A choice.") { Kind = ValueKind.Choice, Choices = ["a", "b"], Letter = 'p', Default = ["a"] },
                new("file", "A file.") { Kind = ValueKind.ExistingFile, PlaceHolder = "<path>" },
                CommandProgram.VersionFlag,
            ],
            Run = Remember,
        };
        return RunAsync(new ProgramSpec(root, "prog, version 1"), arguments);
    }

    private Task<int> RunTreeAsync(string line)
    {
        var add = new CommandSpec("add", "Adds.")
        {
            Flags = [new("text2", "Another text.")],
            Arguments = [new("name", "The name.") { Required = true }],
            Run = Remember,
        };
        var list = new CommandSpec("list", "Lists.")
        {
            IsDefault = true,
            Flags = [new("all", "All of them.") { Kind = ValueKind.Switch, Letter = 'a' }],
            Arguments = [new("names", "Names.") { Kind = ValueKind.TextList }],
            Run = Remember,
        };
        var need = new CommandSpec("need", "Needs a flag.") { Flags = [new("must", "Must.") { Required = true }], Run = Remember };
        var root = new CommandSpec("prog", "A program.")
        {
            Flags = [.. CommandProgram.BuiltInFlags, new("text", "A text.")],
            Commands =
            [
                CommandProgram.HelpCommand(),
                new CommandSpec("item", "Items.") { Commands = [list, add] },
                new CommandSpec("bare", "Bare.") { Commands = [need] },
            ],
        };
        var program = new ProgramSpec(root, "1") { Style = UsageStyle.Compact, ErrorEnd = "\n", EndsAllErrors = true };
        return RunAsync(program, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private Task<int> RunAsync(ProgramSpec program, string[] arguments) =>
        CommandProgram.RunAsync(program, arguments, _terminal.Terminal, TestContext.Current.CancellationToken);

    private Task<int> Remember(Invocation invocation, CancellationToken cancellation)
    {
        _ran = invocation;
        return Task.FromResult(0);
    }
}
