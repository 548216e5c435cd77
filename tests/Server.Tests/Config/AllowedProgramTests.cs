using Tocsin.Server.Config;

namespace Tocsin.Server.Tests.Config;

public sealed class AllowedProgramTests
{
    private const string Text = """
        route: {receiver: r}
        receivers:
          - name: other
          - name: r
            exec_configs:
              - command: [/bin/true]
              - command: [/usr/local/bin/page, --loud]
        """;

    [Fact]
    public void A_program_runs_only_if_Tocsins_own_file_names_it()
    {
        Assert.Null(Load("/bin/true", "/usr/local/bin/page").Message);

        LoadResult refused = Load("/bin/true", "/usr/local/bin", "/usr/local/bin/page2");

        Assert.Equal("the program \"/usr/local/bin/page\" is not allowed to run", refused.Message);
        Assert.Equal(
            "/etc/am/alertmanager.yml:7:18: receivers[1].exec_configs[1].command: the program \"/usr/local/bin/page\" "
            + "is not allowed to run (name it in tocsin.yml: exec: {allow: [/usr/local/bin/page]})",
            Assert.Single(refused.Errors).ToString());
    }

    [Fact]
    public void Without_a_word_about_programs_none_runs() => Assert.Equal(2, Load().Errors.Count);

    [Fact]
    public void Nothing_of_it_is_in_the_printed_configuration()
    {
        string printed = Load("/bin/true", "/usr/local/bin/page").Config!.Original;
        Assert.DoesNotContain("exec", printed, StringComparison.Ordinal);
        Assert.Null(ConfigLoading.Load(printed, new LoadOptions { Strict = true }).Message);
    }

    private static LoadResult Load(params string[] allowed) =>
        ConfigLoading.Load(Text, new LoadOptions { AllowedPrograms = allowed });
}
