namespace Tocsin.Rules.Managed;

/// <summary>Which group of those that the API keeps.</summary>
/// <param name="Namespace">What stands for the file.</param>
/// <param name="Group">The group's name, unique within the namespace.</param>
public readonly record struct GroupName(string Namespace, string Group);
