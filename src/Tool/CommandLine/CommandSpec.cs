namespace Tocsin.Tool.CommandLine;

/// <summary>
/// A command with its flags, arguments and commands below it; also the program itself, which is the root.
/// </summary>
public sealed class CommandSpec
{
    private readonly IReadOnlyList<CommandSpec> _commands = [];

    /// <summary>Describes a command.</summary>
    public CommandSpec(string name, string help)
    {
        Name = name;
        Help = help;
    }

    /// <summary>The word that selects it; for the root the name of the program.</summary>
    public string Name { get; }

    /// <summary>What the help says: paragraphs, indented parts are kept as they are.</summary>
    public string Help { get; }

    /// <summary>Whether it is meant when its parent is named and none of the parent's commands is.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Its own flags; those of its parents hold too.</summary>
    public IReadOnlyList<FlagSpec> Flags { get; init; } = [];

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<ArgumentSpec> Arguments { get; init; } = [];

    /// <summary>The commands below it.</summary>
    public IReadOnlyList<CommandSpec> Commands
    {
        get => _commands;
        init
        {
            _commands = value;
            foreach (CommandSpec command in value)
            {
                command.Parent = this;
            }
        }
    }

    /// <summary>What it does; null for one that only has commands below it. Gives the exit code.</summary>
    public Func<Invocation, CancellationToken, Task<int>>? Run { get; init; }

    /// <summary>The command above; null for the root.</summary>
    public CommandSpec? Parent { get; private set; }

    /// <summary>The words from below the root to this command, joined by blanks.</summary>
    public string FullName => Parent is null or { Parent: null } ? Name : $"{Parent.FullName} {Name}";

    /// <summary>The command below with that name; null if there is none.</summary>
    public CommandSpec? Find(string name) => Commands.FirstOrDefault(c => c.Name == name);

    /// <summary>The command below that is meant when none is named; null if there is none.</summary>
    public CommandSpec? Default => Commands.FirstOrDefault(c => c.IsDefault);
}
