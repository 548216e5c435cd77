namespace Tocsin.Tool.CommandLine;

/// <summary>Word completion for shells, with the flags that installed completion scripts call.</summary>
internal static class Completion
{
    /// <summary>Prints what the last of <paramref name="arguments"/> could become, one a line.</summary>
    public static void Write(CommandSpec program, IReadOnlyList<string> arguments, TextWriter output)
    {
        string[] words = [.. arguments.Where(a => a != "--completion-bash")];
        string current = words.Length > 0 ? words[^1] : "";
        CommandSpec at = program;
        var flags = new List<FlagSpec>(program.Flags);
        foreach (string word in words)
        {
            if (at.Find(word) is { } command)
            {
                at = command;
                flags.AddRange(command.Flags);
            }
        }

        IEnumerable<string> options = current.StartsWith('-')
            ? flags.Where(f => !f.Hidden).Select(f => "--" + f.Name)
            : at.Commands.Select(c => c.Name);
        output.Write(string.Join('\n', options));
    }

    /// <summary>Prints the script that makes a shell ask this program.</summary>
    public static void WriteScript(string name, bool forZsh, TextWriter output) => output.Write(forZsh
        ? $$"""
          #compdef {{name}}
          _{{name}}() {
              compadd -- $(${words[1]} --completion-bash "${(@)words[2,$CURRENT]}")
          }
          compdef _{{name}} {{name}}

          """
        : $$"""
          _{{name}}_complete() {
              COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" --completion-bash "${COMP_WORDS[@]:1:$COMP_CWORD}")" \
                  -- "${COMP_WORDS[COMP_CWORD]}"))
          }
          complete -F _{{name}}_complete -o default {{name}}

          """);
}
