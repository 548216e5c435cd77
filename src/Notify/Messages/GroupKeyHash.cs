using System.Security.Cryptography;
using System.Text;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Messages;

/// <summary>
/// The key by which a receiver knows a group: PagerDuty's <c>dedup_key</c>, Opsgenie's <c>alias</c>, VictorOps's
/// <c>entity_id</c>, Jira's label. Upstream's, so that what Alertmanager opened goes on under it.
/// </summary>
// Source: Alertmanager notify, Key.Hash.
internal static class GroupKeyHash
{
    /// <summary>64 lower hexadecimal digits.</summary>
    public static string Of(Notification notification) => Of(notification.GroupKey);

    /// <summary>64 lower hexadecimal digits for a key of another making.</summary>
    public static string Of(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
