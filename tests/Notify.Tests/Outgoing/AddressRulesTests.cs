using System.Net;
using Tocsin.Notify.Outgoing;

namespace Tocsin.Notify.Tests.Outgoing;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.3")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("192.0.0.192")]
    [InlineData("198.19.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:7f00:1")]
    [InlineData("::10.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("64:ff9b:1::1")]
    public void Internal_is_every_network_that_is_not_the_Internet(string address) =>
        Assert.StartsWith(
            "internal (", AddressRules.Of(["internal"], []).RefusalOf(IPAddress.Parse(address)), StringComparison.Ordinal);

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.128.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::101:101")]
    [InlineData("2002:101:101::1")]
    public void The_Internet_is_not_internal(string address) =>
        Assert.Null(AddressRules.Of(["internal"], []).RefusalOf(IPAddress.Parse(address)));

    [Fact]
    public void An_exception_frees_what_a_rule_refuses_and_nothing_else()
    {
        var rules = AddressRules.Of(["internal", "8.8.8.0/24"], ["10.1.2.0/24", "192.168.0.7", "fd00::/8"]);

        Assert.Null(rules.RefusalOf(IPAddress.Parse("10.1.2.3")));
        Assert.Null(rules.RefusalOf(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.Null(rules.RefusalOf(IPAddress.Parse("192.168.0.7")));
        Assert.Null(rules.RefusalOf(IPAddress.Parse("fd12::1")));
        Assert.Equal("internal (private, 10.0.0.0/8)", rules.RefusalOf(IPAddress.Parse("10.1.3.3")));
        Assert.Equal("internal (private, 192.168.0.0/16)", rules.RefusalOf(IPAddress.Parse("192.168.0.8")));
        Assert.Equal("8.8.8.0/24", rules.RefusalOf(IPAddress.Parse("8.8.8.8")));
    }

    [Fact]
    public void All_but_one_network_can_be_refused()
    {
        var rules = AddressRules.Of(["0.0.0.0/0", "::/0"], ["internal"]);

        Assert.Null(rules.RefusalOf(IPAddress.Parse("10.1.2.3")));
        Assert.Equal("0.0.0.0/0", rules.RefusalOf(IPAddress.Parse("1.1.1.1")));
        Assert.Equal("::/0", rules.RefusalOf(IPAddress.Parse("2606:4700::1111")));
    }

    [Theory]
    [InlineData("::ffff:10.0.0.0/104", "10.9.9.9")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    public void A_rule_in_the_form_of_IPv6_holds_for_IPv4(string rule, string address) =>
        Assert.Equal(rule, AddressRules.Of([rule], []).RefusalOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("fe80::/10", true)]
    [InlineData("internal", true)]
    [InlineData("10.1.2.3/8", true)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("example.com", false)]
    [InlineData("Internal", false)]
    [InlineData("", false)]
    public void A_rule_is_a_name_a_network_or_an_address(string text, bool isRule)
    {
        string? fault = AddressRules.FaultOf(text);

        Assert.Equal(
            isRule ? null : $"\"{text}\" is neither internal nor an address nor a network such as 10.0.0.0/8", fault);
    }

    [Fact]
    public void Without_rules_nothing_is_refused()
    {
        Assert.True(AddressRules.None.IsEmpty);
        Assert.Null(AddressRules.None.RefusalOf(IPAddress.Parse("169.254.169.254")));
    }
}
