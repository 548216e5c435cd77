using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Templates.Data;

namespace Tocsin.Tool.Amtool;

/// <summary>
/// The notification that templates are tried on when none is given: one firing and one resolved alert.
/// </summary>
/// <remarks>Names and values are upstream's, so that outputs can be compared.</remarks>
internal static class TemplateExample
{
    private static readonly LabelSet CommonLabels = Set("commonlabelkey", "commonlabelvalue");
    private static readonly LabelSet CommonAnnotations = Set("commonannotationkey", "commonannotationvalue");

    /// <summary>The example at <paramref name="now"/>.</summary>
    public static NotificationData At(Instant now) => new()
    {
        Receiver = "receiver",
        Status = "alertstatus",
        Alerts =
        [
            new AlertData
            {
                Status = "firing",
                Labels = With(CommonLabels, ("label1", "value1"), ("label2", "value2"), ("instance", "foo.bar:1234")),
                Annotations = With(CommonAnnotations, ("annotation1", "value1"), ("annotation2", "value2")),
                StartsAt = now - TimeSpan.FromMinutes(5),
                EndsAt = now,
                GeneratorUrl = "https://generatorurl.com",
                Fingerprint = "fingerprint1",
            },
            new AlertData
            {
                Status = "resolved",
                Labels = With(CommonLabels, ("foo", "bar"), ("baz", "qux")),
                Annotations = With(CommonAnnotations, ("aaa", "bbb"), ("ccc", "ddd")),
                StartsAt = now - TimeSpan.FromMinutes(10),
                EndsAt = now,
                GeneratorUrl = "https://generatorurl.com",
                Fingerprint = "fingerprint2",
            },
        ],
        GroupLabels = Set("grouplabelkey", "grouplabelvalue"),
        CommonLabels = CommonLabels,
        CommonAnnotations = CommonAnnotations,
        ExternalUrl = "https://example.com",
    };

    private static LabelSet Set(string name, string value) =>
        With(LabelSet.Empty, (name + "1", value + "1"), (name + "2", value + "2"));

    private static LabelSet With(LabelSet common, params (string Name, string Value)[] own)
    {
        var labels = new LabelSetBuilder();
        labels.AddRange(common);
        foreach ((string name, string value) in own)
        {
            labels.Add(name, value);
        }

        return labels.Build();
    }
}
