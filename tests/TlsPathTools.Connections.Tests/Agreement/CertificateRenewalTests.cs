using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Topology.Certificates;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>Test-CertificateRenewal against the store and what is served.</summary>
public class CertificateRenewalTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Each_certificate_of_the_store_has_a_row(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.Equal(
            scenario.View.Of(ResourceKinds.Certificates).Select(item => $"{KubeObject.Namespace(item)}/{KubeObject.Name(item)}"),
            scenario.Own.Renewals.Select(row => $"{row.Namespace}/{row.CertificateName}"));
    }

    [Theory, InlineData("relay-node-fault"), InlineData("relay-as-told")]
    public async Task The_renewal_waits_for_a_secret_that_is_missing_and_what_is_served_is_valid(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        CertificateRenewal row = Assert.Single(CertificateRenewals.Find(scenario.Snapshot, scenario.Results));
        Assert.Equal(("hutch", "relay-tls-cert", "cloudflare-issuer", "pending"), (row.Namespace, row.CertificateName, row.IssuerName, row.ChallengeState));
        Assert.Contains("cloudflare-issuer-api-token", row.MissingObject, StringComparison.Ordinal);
        Assert.Equal((CertificateStage.Challenge, true, true), (row.StuckAt, row.SecretExists, row.Issuing));
        Assert.Equal((true, false), (row.ServedStillValid, row.ExplainsSymptom));
        Assert.Equal(scenario.World.Start.UtcDateTime.AddDays(21), row.NotAfter!.Value, TimeSpan.FromSeconds(5));
    }
}
