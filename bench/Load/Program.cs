using Tocsin.Load;
using Tocsin.TestKit.BlackBox;

Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}

var results = new Dictionary<Subject, Numbers>();
foreach (Subject subject in options.Subjects)
{
    Console.Error.WriteLine($"measuring {subject} …");
    results[subject] = await new Suite(subject, options).RunAsync();
}

Report report = new(results, options);
Console.WriteLine(report.Table());
if (options.Json is { } path)
{
    await File.WriteAllTextAsync(path, report.Json());
    Console.WriteLine($"\nwritten to {path}");
}

return 0;
