using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Outgoing;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>
/// Finds credentials where AWS's own tools do, in their order, and takes on the configured role with them. Thread-safe.
/// </summary>
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
internal sealed class CredentialChain
{
    private static readonly TimeSpan StsTimeout = TimeSpan.FromSeconds(15);

    private readonly SigV4Config _config;
    private readonly AwsEnvironment _environment;
    private readonly CredentialCache _cache;

    /// <summary>Prepares the chain; asks nobody yet.</summary>
    /// <param name="config">The keys, profile, region and role as configured.</param>
    /// <param name="http">How STS is reached: the receiver's proxy and TLS, and no credentials.</param>
    /// <param name="services">What integrations are built with.</param>
    public CredentialChain(SigV4Config config, HttpClientConfig http, IntegrationServices services)
    {
        _config = config;
        _environment = new AwsEnvironment(services.Environment);
        var sts = new StsClient(
            services.SenderOf(http, StsTimeout), services.Time, _environment,
            new StsPlace(() => Region, config.UseFipsStsEndpoint));

        // Where metadata services stand is said by AWS and by the environment, never by a configuration, and nothing of a
        // message goes there: rules for where messages may go do not keep a machine from its own keys.
        var metadata = new MetadataCall(services.Http.Over(Connector.Unrestricted), services.Time);
        ICredentialSource found = config.AccessKey.Length > 0 ? new ConfiguredKeys(config) : Usual(sts, metadata);
        var cache = new CredentialCache(found, services.Time);
        _cache = config.RoleArn.Length == 0 ? cache : new CredentialCache(new RoleKeys(cache, sts, config), services.Time);
    }

    /// <summary>The region of the configuration, the environment or the profile; empty if none of them names one.</summary>
    /// <exception cref="ClientSetupException">A shared file cannot be read.</exception>
    public string Region =>
        _config.Region.Length > 0 ? _config.Region
        : _environment.Region.Length > 0 ? _environment.Region
        : ProfileFiles.Read(_environment).Find(_environment.ProfileOr(_config.Profile))?.GetValueOrDefault("region") ?? "";

    /// <summary>Where the environment wants a service to be reached; empty for its usual place.</summary>
    public string Endpoint(string service) => _environment.Endpoint(service);

    /// <summary>Credentials that are good for now.</summary>
    /// <exception cref="ClientSetupException">There are none; the message says why and holds no secret.</exception>
    public async Task<AwsCredentials> GetAsync(CancellationToken cancellation) =>
        await _cache.FindAsync(cancellation) ?? throw new ClientSetupException("aws: no credentials were found");

    /// <summary>Does not use those credentials again: AWS no longer takes them.</summary>
    public void Forget(AwsCredentials refused) => _cache.Forget(refused);

    private ICredentialSource Usual(StsClient sts, MetadataCall metadata)
    {
        var environment = new EnvironmentKeys(_environment);
        var container = new ContainerKeys(_environment, metadata);
        var instance = new InstanceKeys(_environment, metadata);
        var profile = new ProfileKeys(
            _environment, _config.Profile, sts, new Dictionary<string, ICredentialSource>(StringComparer.Ordinal)
            {
                ["Environment"] = environment,
                ["EcsContainer"] = container,
                ["Ec2InstanceMetadata"] = instance,
            });
        return _config.Profile.Length > 0
            ? profile
            : new FirstOf([environment, new WebIdentityKeys(_environment, sts), profile, container], instance);
    }

    private sealed class ConfiguredKeys(SigV4Config config) : ICredentialSource
    {
        public ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation) =>
            new(new AwsCredentials(config.AccessKey, config.SecretKey));
    }

    private sealed class FirstOf(IReadOnlyList<ICredentialSource> sources, ICredentialSource last) : ICredentialSource
    {
        public async ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation)
        {
            foreach (ICredentialSource source in sources)
            {
                if (await source.FindAsync(cancellation) is { } found)
                {
                    return found;
                }
            }

            try
            {
                return await last.FindAsync(cancellation);
            }
            catch (ClientSetupException wrong)
            {
                // Away from AWS nobody answers there, and that is not what whoever reads this has to mend.
                throw new ClientSetupException(
                    "aws: no credentials in the configuration, the environment, the shared files or a container's endpoint; "
                        + wrong.Message, wrong);
            }
        }
    }

    private sealed class RoleKeys(ICredentialSource own, StsClient sts, SigV4Config config) : ICredentialSource
    {
        public async ValueTask<AwsCredentials?> FindAsync(CancellationToken cancellation) =>
            await own.FindAsync(cancellation) is { } found
                ? await sts.AssumeRoleAsync(
                    new RoleRequest(config.RoleArn) { ExternalId = config.ExternalId }, found, cancellation)
                : null;
    }
}
