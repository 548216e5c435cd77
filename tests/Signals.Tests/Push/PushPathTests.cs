using Tocsin.Signals.Push;

namespace Tocsin.Signals.Tests.Push;

public sealed class PushPathTests
{
    [Theory]
    [InlineData("job/some_job", "job=some_job")]
    [InlineData("job/some_job/", "job=some_job")]
    [InlineData("job/some_job/instance/some_instance", "instance=some_instance job=some_job")]
    [InlineData("job/a/instance/", "instance= job=a")]
    [InlineData("job/directory_cleaner/path@base64/L3Zhci90bXA", "job=directory_cleaner path=/var/tmp")]
    [InlineData("job@base64/L3Zhci90bXA=", "job=/var/tmp")]
    [InlineData("job/titan/name@base64/zqDPgc6_zrzOt864zrXPjc-C", "job=titan name=Προμηθεύς")]
    [InlineData("job/titan/name/%CE%A0%CF%81", "job=titan name=Πρ")]
    [InlineData("job/example/foo@base64/=", "foo= job=example")]
    [InlineData("job/a/job/b", "job=a")]
    [InlineData("job/a/x%2Fy", "job=a x=y")]
    [InlineData("job/%41%zz", "job=A%zz")]
    public void Labels_of_a_group_are_read_from_a_path(string path, string labels)
    {
        Assert.Null(PushPath.Read(path, out IReadOnlyList<PushLabel> read));
        Assert.Equal(labels, string.Join(' ', read.Select(label => $"{label.Name}={label.Value}")));
    }

    [Theory]
    [InlineData("job/", "job name is required")]
    [InlineData("job@base64/==", "job name is required")]
    [InlineData("job@base64/no&way", "invalid base64 encoding in job name \"no&way\"")]
    [InlineData("job@base64/_w", "invalid base64 encoding in job name \"_w\"")]
    [InlineData("job/a/b", "odd number of components in label string \"/b\"")]
    [InlineData("job/a/b/c/d", "odd number of components in label string \"/b/c/d\"")]
    [InlineData("job/a/0b/c", "improper label name \"0b\"")]
    [InlineData("job/a/__b/c", "improper label name \"__b\"")]
    [InlineData("job/a/b@base64/*", "invalid base64 encoding for label b=\"*\"")]
    [InlineData("job/%ff", "the path is too long, or is not UTF-8 once unescaped")]
    public void A_path_that_names_no_group_is_refused(string path, string fault) =>
        Assert.Equal(fault, PushPath.Read(path, out _));
}
