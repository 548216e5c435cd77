namespace Tocsin.Tool.CommandLine;

/// <summary>Writes a program's help as a manual page.</summary>
internal static class ManPage
{
    public static void Write(ProgramSpec program, Terminal terminal)
    {
        CommandSpec root = program.Root;
        TextWriter output = terminal.Out;
        string tail = root.Commands.Count > 0 ? " <command> [<args> ...]" : "";
        output.Write($".TH {root.Name} 1 {program.Version} \"\"\n.SH \"NAME\"\n{root.Name}\n.SH \"SYNOPSIS\"\n.TP\n");
        output.Write($"\\fB{root.Name}{UsageWriter.Summary(root)}{tail}\\fR\n\n");
        output.Write($".SH \"DESCRIPTION\"\n{root.Help}\n.SH \"OPTIONS\"\n");
        WriteFlags(root, output);
        if (root.Commands.Count > 0)
        {
            output.Write(".SH \"COMMANDS\"\n");
            WriteCommands(root, output);
        }
    }

    private static void WriteCommands(CommandSpec above, TextWriter output)
    {
        foreach (CommandSpec command in above.Commands)
        {
            if (command.Commands.Count == 0)
            {
                output.Write($".SS\n\\fB{command.FullName}{UsageWriter.Summary(command)}\\fR\n.PP\n{command.Help}\n");
                WriteFlags(command, output);
            }

            WriteCommands(command, output);
        }
    }

    private static void WriteFlags(CommandSpec command, TextWriter output)
    {
        foreach (FlagSpec flag in command.Flags.Where(f => !f.Hidden))
        {
            string dash = flag.Letter == default ? "" : $"-{flag.Letter}, ";
            string value = flag.IsSwitch ? "" : "=" + UsageWriter.PlaceHolder(flag);
            output.Write($".TP\n\\fB{dash}--{flag.Name}{value}\\fR\n{flag.Help}\n");
        }
    }
}
