using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>Keys of a profile in the shared files, which are read each time, so that a rotation needs no reload.</summary>
/// <param name="environment">Names the files.</param>
/// <param name="profile">The profile that the configuration names; empty for the environment's or the default one.</param>
/// <param name="sts">Lends the keys of roles.</param>
/// <param name="others">What <c>credential_source</c> may name.</param>
internal sealed class ProfileKeys(
    AwsEnvironment environment, string profile, StsClient sts, IReadOnlyDictionary<string, ICredentialSource> others)
    : ICredentialSource
{
    // A profile may lend from a profile that lends from a profile; more is a circle or a riddle.
    private const int DepthMax = 5;

    private bool IsAskedFor => profile.Length > 0 || environment.Profile.Length > 0;

    /// <inheritdoc/>
    public async ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation)
    {
        var files = ProfileFiles.Read(environment);
        string name = environment.ProfileOr(profile);
        return files.Find(name) is null && !IsAskedFor ? null : await FindAsync(files, name, 0, cancellation);
    }

    private async Task<AwsCredentials?> FindAsync(ProfileFiles files, string name, int depth, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, string> settings = files.Find(name)
            ?? throw new ClientSetupException($"aws: there is no profile {name}");
        string Setting(string key) => settings.GetValueOrDefault(key, "");
        string arn = Setting("role_arn");

        // A profile that is its own source means its own keys.
        if (arn.Length > 0 && !(depth > 0 && Setting("source_profile") == name))
        {
            return await LendAsync(files, name, depth, cancellation);
        }

        string access = Setting("aws_access_key_id");
        string secret = Setting("aws_secret_access_key");
        if (access.Length > 0 && secret.Length > 0)
        {
            return new AwsCredentials(access, new Secret(secret)) { SessionToken = new Secret(Setting("aws_session_token")) };
        }

        string? unserved = settings.Keys.FirstOrDefault(k => k is "credential_process" or "sso_session" or "sso_start_url");
        return unserved is not null
            ? throw new ClientSetupException($"aws: profile {name} has {unserved}, which Tocsin does not serve")
            : IsAskedFor ? throw new ClientSetupException($"aws: profile {name} holds no credentials")
            : null;
    }

    private async Task<AwsCredentials> LendAsync(ProfileFiles files, string name, int depth, CancellationToken cancellation)
    {
        if (depth >= DepthMax)
        {
            throw new ClientSetupException($"aws: profile {name} lends from itself, or from too many others");
        }

        string Setting(string key) => files.Find(name)!.GetValueOrDefault(key, "");
        var role = new RoleRequest(Setting("role_arn")) { ExternalId = Setting("external_id") };
        role = Setting("role_session_name") is { Length: > 0 } session ? role with { SessionName = session } : role;
        if (Setting("web_identity_token_file") is { Length: > 0 } file)
        {
            return await sts.AssumeRoleWithTokenAsync(role, file, cancellation);
        }

        AwsCredentials? source = Setting("source_profile") is { Length: > 0 } other
            ? await FindAsync(files, other, depth + 1, cancellation)
            : others.TryGetValue(Setting("credential_source"), out ICredentialSource? named)
                ? await named.FindAsync(cancellation)
                : null;
        return source is null
            ? throw new ClientSetupException($"aws: profile {name} has a role_arn, and nothing to take it on with")
            : await sts.AssumeRoleAsync(role, source, cancellation);
    }
}
