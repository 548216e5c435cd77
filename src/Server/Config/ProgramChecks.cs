using Tocsin.Model.Labels;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Exec;

namespace Tocsin.Server.Config;

/// <summary>Refuses receivers that run a program which <c>tocsin.yml</c> does not allow.</summary>
internal static class ProgramChecks
{
    public static void Run(AlertmanagerConfig config, IReadOnlyList<string> allowed, ConfigFaults faults)
    {
        for (int i = 0; i < config.Receivers.Count; i++)
        {
            foreach ((IntegrationConfig integration, int index) in config.Receivers[i].Numbered())
            {
                if (integration is ExecConfig { Program: { Length: > 0 } program }
                    && !allowed.Contains(program, StringComparer.Ordinal))
                {
                    faults.Add(
                        CrossChecks.Index($"{CrossChecks.Index("receivers", i)}.exec_configs", index) + ".command",
                        $"the program {GoQuote.Quote(program)} is not allowed to run",
                        $"name it in tocsin.yml: exec: {{allow: [{program}]}}");
                }
            }
        }
    }
}
