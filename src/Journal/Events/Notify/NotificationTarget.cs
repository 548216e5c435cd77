using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;

namespace Tocsin.Journal.Events.Notify;

/// <summary>Who is told about what: one integration of one receiver, for one group. Key of the notification log.</summary>
/// <param name="GroupId">The group's own identity, so that two sibling routes alike share nothing.</param>
/// <param name="Receiver">The receiver's name.</param>
/// <param name="Integration">The integration's name, for example <c>webhook</c>.</param>
/// <param name="Index">The integration's place in the receiver's list of that kind, from 0.</param>
public readonly record struct NotificationTarget(string GroupId, string Receiver, string Integration, int Index)
{
    /// <summary>The instance of the integration alone.</summary>
    public IntegrationKey Instance => new(Receiver, Integration, Index);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static NotificationTarget Read(ref EventReader fields) =>
        new(fields.ReadString(), fields.ReadString(), fields.ReadString(), fields.ReadInt32());

    /// <summary>Writes the four fields.</summary>
    public void Write(ref EventWriter writer)
    {
        writer.WriteString(GroupId);
        writer.WriteString(Receiver);
        writer.WriteString(Integration);
        writer.WriteZigzag(Index);
    }

    /// <summary>Adds the group and the receiver.</summary>
    public void CollectSubjects(ref SubjectCollector subjects)
    {
        subjects.Add(SubjectKey.Group(GroupId));
        subjects.Add(SubjectKey.Receiver(Receiver));
    }
}

/// <summary>One integration of one receiver.</summary>
/// <param name="Receiver">The receiver's name.</param>
/// <param name="Integration">The integration's name, for example <c>webhook</c>.</param>
/// <param name="Index">Its place in the receiver's list of that kind, from 0.</param>
public readonly record struct IntegrationKey(string Receiver, string Integration, int Index)
{
    /// <summary>Its place within the receiver, for people: <c>webhook[0]</c>.</summary>
    public string Place => $"{Integration}[{Index}]";

    /// <summary>Upstream's text, <c>receiver/integration/index</c>.</summary>
    public override string ToString() => $"{Receiver}/{Integration}/{Index}";

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IntegrationKey Read(ref EventReader fields) =>
        new(fields.ReadString(), fields.ReadString(), fields.ReadInt32());

    /// <summary>Writes the three fields.</summary>
    public void Write(ref EventWriter writer)
    {
        writer.WriteString(Receiver);
        writer.WriteString(Integration);
        writer.WriteZigzag(Index);
    }
}
