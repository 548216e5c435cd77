using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Evaluation;

/// <summary>Label sets as error messages print them: <c>{__name__="up", job="a"}</c>.</summary>
internal static class LabelText
{
    public static string Of(LabelSet labels)
    {
        var text = new StringBuilder("{");
        foreach (LabelSet.Label label in labels)
        {
            text.Append(text.Length > 1 ? ", " : "")
                .Append(LabelName.PrintOrQuote(label.NameText)).Append('=').Append(GoQuote.Quote(label.ValueText));
        }

        return text.Append('}').ToString();
    }
}
