using Tocsin.Server.Hosting;
using Tocsin.Tool;
using Tocsin.Tool.CommandLine;

return await Entry.RunAsync(Entry.StartedAs(), args, Terminal.System(), ServerProcess.RunAsync);
