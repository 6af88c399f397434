using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Certificates;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Topology.Certificates;

/// <summary>The other red herring of the incident: a renewal that has been stuck for nine days, and a served certificate that has three weeks to go.</summary>
public class CertificateRenewalsTests
{
    private const string Host = "relay.codisc-eoe-sde.uk";
    private const string NotFound = "Error presenting challenge: error getting cloudflare secret: secrets \"cloudflare-issuer-api-token\" not found";

    private static readonly DateTime s_now = Sample.Now;
    private static readonly DateTime s_end = s_now.AddDays(21);

    [Fact]
    public void The_missing_secret_is_found_and_the_served_certificate_still_valid()
    {
        CertificateRenewal row = Find(Incident(), Served("203.0.113.22", s_end), Served("203.0.113.21", null));

        Assert.Equal(CertificateStage.Challenge, row.StuckAt);
        Assert.Equal(NotFound, row.Reason);
        Assert.Equal("Secret hutch/cloudflare-issuer-api-token", row.MissingObject);
        Assert.Contains("and it is not among the secrets of the namespace", row.MissingBecause);
        Assert.Equal((s_end, true, true, false), (row.ServedNotAfter, row.ServedStillValid, row.ServedIsTheSecrets, row.ExplainsSymptom));
        Assert.Equal(["203.0.113.22"], row.ServedAddresses);
        Assert.Contains("The served certificate is still valid until 2026-12-13 12:00:00Z", row.Detail);
        Assert.Contains("At 203.0.113.21 connections end before any certificate is shown", row.Detail);
        Assert.Equal((true, true, true, true), (row.Ready, row.Issuing, row.IssuerReady, row.SecretExists));
        Assert.Equal(("relay-tls-cert-32", "relay-tls-cert-32-1", "pending", "relay-tls-cert-32-1-1", "DNS-01"), (row.RequestName, row.OrderName, row.OrderState, row.ChallengeName, row.ChallengeType));
        Assert.Equal((743, s_now.AddMinutes(-12)), (row.Warnings, row.LastWarningUtc));
        Assert.Equal(s_now.AddDays(-9), row.StuckSinceUtc);
    }

    [Fact]
    public void Without_a_probe_whether_it_matters_is_open()
    {
        Assert.Null(Find(Incident()).ExplainsSymptom);
        Assert.Null(Find(Incident(), Served("203.0.113.21", null)).ExplainsSymptom);
        Assert.Null(Find(Incident(), Served("203.0.113.21", s_end) with { HostName = "other.test" }).ServedStillValid);
    }

    [Fact]
    public void Expired_on_the_wire_it_explains_what_clients_see()
    {
        ClusterState cluster = Incident();
        cluster = cluster with { Certificates = [cluster.Certificates[0] with { Status = cluster.Certificates[0].Status! with { NotAfter = s_now.AddDays(-1) } }] };

        CertificateRenewal row = Find(cluster, Served("203.0.113.21", s_now.AddDays(-1), CertificateProblems.Expired), Served("203.0.113.22", s_now.AddDays(-1), CertificateProblems.Expired));

        Assert.Equal((false, true, true), (row.ServedStillValid, row.ServedIsTheSecrets, row.ExplainsSymptom));
        Assert.Contains("at 203.0.113.21, 203.0.113.22", row.Detail);
    }

    [Fact]
    public void An_old_one_that_is_still_served_after_the_renewal_is_not_the_renewals_fault()
    {
        CertificateRenewal row = Find(Healthy(), Served("203.0.113.21", s_now.AddDays(-1), CertificateProblems.Expired), Served("203.0.113.22", s_end.AddDays(40)));

        Assert.Equal((CertificateStage.None, false, null, false), (row.StuckAt, row.ServedStillValid, row.ServedIsTheSecrets, row.ExplainsSymptom));
        Assert.Contains("has not loaded it", row.Detail);
    }

    [Fact]
    public void Another_certificate_than_the_secrets_is_told()
    {
        CertificateRenewal row = Find(Incident(), Served("203.0.113.22", s_end.AddDays(100)));

        Assert.Equal((false, false), (row.ServedIsTheSecrets, row.ExplainsSymptom));
        Assert.Contains("another one than the secret's", row.Detail);
    }

    [Fact]
    public void An_unknown_root_is_nobodys_renewal() =>
        Assert.False(Find(Incident(), Served("203.0.113.22", s_end, CertificateProblems.UntrustedRoot)).ExplainsSymptom);

    [Fact]
    public void Where_secrets_cannot_be_read_the_challenges_words_decide()
    {
        ClusterState cluster = Incident() with { Secrets = [] };
        var gap = new SnapshotGap { Source = cluster.Name, Operation = "list secrets", Resource = "hutch", Kind = GapKind.Denied, Reason = "Forbidden.", TimeUtc = s_now };

        CertificateRenewal row = CertificateRenewals.Find(Sample.Of(cluster) with { Gaps = [gap] }).Single();

        Assert.Equal(("Secret hutch/cloudflare-issuer-api-token", null), (row.MissingObject, row.SecretExists));
        Assert.Contains("secrets could not be read", row.MissingBecause);
        Assert.Contains(row.Notes, note => note.Contains("Forbidden."));
    }

    [Fact]
    public void Where_nothing_says_it_the_list_of_secrets_does()
    {
        ClusterState cluster = Incident() with { Events = [] };
        cluster = cluster with { Challenges = [cluster.Challenges[0] with { Status = new AcmeChallengeStatus { State = "pending" } }] };

        Assert.Contains("which the issuer names", Find(cluster).MissingBecause);
        Assert.Null(Find(cluster with { Secrets = [.. cluster.Secrets, Secret("hutch", "cloudflare-issuer-api-token")] }).MissingObject);
    }

    [Fact]
    public void One_that_is_there_by_now_is_told() =>
        Assert.Contains("it is there now", Find(Incident() with { Secrets = [Secret("hutch", "relay-tls-cert"), Secret("hutch", "cloudflare-issuer-api-token")] }).MissingBecause);

    [Fact]
    public void A_cluster_issuer_looks_in_its_own_namespace()
    {
        ClusterState cluster = Incident();
        cluster = cluster with
        {
            Certificates = [cluster.Certificates[0] with { Spec = cluster.Certificates[0].Spec! with { IssuerRef = new IssuerReference { Kind = "ClusterIssuer", Name = "cloudflare-issuer" } } }],
            Issuers = [cluster.Issuers[0] with { Metadata = Sample.Meta(null, "cloudflare-issuer") }],
        };

        CertificateRenewal row = Find(cluster);

        Assert.Equal("Secret cert-manager/cloudflare-issuer-api-token", row.MissingObject);
        Assert.Contains("cert-manager was told another namespace", row.MissingBecause);
        Assert.Equal(("ClusterIssuer", true), (row.IssuerKind, row.IssuerReady));
    }

    [Fact]
    public void One_that_is_not_due_is_not_stuck()
    {
        CertificateRenewal row = Find(Healthy(), Served("203.0.113.22", s_end.AddDays(40)));

        Assert.Equal((CertificateStage.None, false, null), (row.StuckAt, row.ExplainsSymptom, row.MissingObject));
        Assert.StartsWith("Not stuck", row.Detail);
    }

    [Fact]
    public void One_that_has_just_begun_is_not_stuck()
    {
        ClusterState cluster = Incident() with { Events = [] };
        cluster = cluster with
        {
            CertificateRequests = [cluster.CertificateRequests[0] with { Metadata = cluster.CertificateRequests[0].Metadata! with { CreationTimestamp = s_now.AddMinutes(-2) } }],
            Challenges = [cluster.Challenges[0] with { Status = new AcmeChallengeStatus { State = "pending", Presented = true } }],
        };

        Assert.Equal(CertificateStage.None, Find(cluster).StuckAt);
    }

    [Fact]
    public void Due_and_not_begun()
    {
        ClusterState cluster = Healthy();
        cluster = cluster with { Certificates = [cluster.Certificates[0] with { Status = cluster.Certificates[0].Status! with { RenewalTime = s_now.AddDays(-2) } }] };

        CertificateRenewal row = Find(cluster);

        Assert.Equal((CertificateStage.Certificate, s_now.AddDays(-2)), (row.StuckAt, row.StuckSinceUtc));
        Assert.Contains("cert-manager may not be running", row.Reason);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(20, 32)]
    public void After_failures_it_waits(int attempts, int hours)
    {
        ClusterState cluster = Healthy();
        CertificateStatus status = cluster.Certificates[0].Status!;
        cluster = cluster with { Certificates = [cluster.Certificates[0] with { Status = status with { RenewalTime = s_now.AddDays(-2), LastFailureTime = s_now.AddMinutes(-5), FailedIssuanceAttempts = attempts } }] };

        CertificateRenewal row = Find(cluster);

        Assert.Equal((CertificateStage.Certificate, s_now.AddMinutes(-5).AddHours(hours)), (row.StuckAt, row.NextAttemptUtc));
        Assert.Contains(row.Notes, note => note.Contains("back-off"));
    }

    [Fact]
    public void An_issuer_that_is_not_there_or_not_ready()
    {
        ClusterState cluster = Incident();
        var ill = new IssuerStatus { Conditions = [new Condition { Type = "Ready", Status = "False", Message = "account was deactivated", LastTransitionTime = s_now.AddDays(-1) }] };

        Assert.Equal((CertificateStage.Issuer, "account was deactivated"), Stuck(cluster with { Issuers = [cluster.Issuers[0] with { Status = ill }] }));
        Assert.Equal(CertificateStage.Issuer, Stuck(cluster with { Issuers = [] }).At);
        var gap = new SnapshotGap { Source = cluster.Name, Operation = "list issuers.cert-manager.io", Kind = GapKind.Denied, Reason = "Forbidden.", TimeUtc = s_now };
        Assert.Equal(CertificateStage.Challenge, CertificateRenewals.Find(Sample.Of(cluster with { Issuers = [] }) with { Gaps = [gap] }).Single().StuckAt);
    }

    [Fact]
    public void A_request_that_is_not_approved_or_denied()
    {
        ClusterState cluster = Incident() with { Orders = [], Challenges = [], Events = [] };
        ClusterState With(params Condition[] conditions) => cluster with { CertificateRequests = [cluster.CertificateRequests[0] with { Status = new CertificateRequestStatus { Conditions = conditions } }] };

        Assert.Equal((CertificateStage.CertificateRequest, "The request is not approved."), Stuck(With()));
        Assert.Equal((CertificateStage.CertificateRequest, "policy"), Stuck(With(new Condition { Type = "Denied", Status = "True", Message = "policy" })));
        Assert.Equal((CertificateStage.CertificateRequest, "waiting"), Stuck(With(new Condition { Type = "Approved", Status = "True" }, new Condition { Type = "Ready", Status = "False", Reason = "Pending", Message = "waiting" })));
    }

    [Fact]
    public void An_order_that_failed_and_a_challenge_that_was_not_passed()
    {
        ClusterState cluster = Incident() with { Events = [] };

        Assert.Equal((CertificateStage.Order, "rate limited"), Stuck(cluster with { Challenges = [], Orders = [cluster.Orders[0] with { Status = new AcmeOrderStatus { State = "errored", Reason = "rate limited" } }] }));
        Assert.Equal((CertificateStage.Challenge, "wrong TXT"), Stuck(cluster with { Challenges = [cluster.Challenges[0] with { Status = new AcmeChallengeStatus { State = "invalid", Reason = "wrong TXT" } }] }));
    }

    [Fact]
    public void A_secret_that_was_deleted_under_it()
    {
        CertificateRenewal row = Find(Healthy() with { Secrets = [Secret("hutch", "other")] });

        Assert.Equal((CertificateStage.Secret, false), (row.StuckAt, row.SecretExists));
    }

    [Fact]
    public void The_newest_request_counts()
    {
        ClusterState cluster = Incident();
        CertificateRequest old = cluster.CertificateRequests[0] with { Metadata = Sample.Meta("hutch", "relay-tls-cert-9", s_now, annotations: [("cert-manager.io/certificate-name", "relay-tls-cert"), ("cert-manager.io/certificate-revision", "9")]) };

        Assert.Equal("relay-tls-cert-32", Find(cluster with { CertificateRequests = [old, .. cluster.CertificateRequests, old] }).RequestName);
    }

    [Theory]
    [InlineData("*.example.org", "a.example.org", true)]
    [InlineData("*.example.org", "A.EXAMPLE.ORG.", true)]
    [InlineData("*.example.org", "a.b.example.org", false)]
    [InlineData("*.example.org", "example.org", false)]
    [InlineData("a.example.org", "b.example.org", false)]
    public void Names_are_covered_as_clients_see_it(string name, string host, bool covered) => Assert.Equal(covered, ServedCertificates.Covers([name], host));

    [Fact]
    public void It_can_be_asked_by_namespace_and_by_name()
    {
        PathSnapshot snapshot = Sample.Of(Incident());

        Assert.Single(CertificateRenewals.Find(snapshot, null, "hutch", Host));
        Assert.Empty(CertificateRenewals.Find(snapshot, null, "other"));
        Assert.Empty(CertificateRenewals.Find(snapshot, null, null, "other.test"));
    }

    private static CertificateRenewal Find(ClusterState cluster, params TlsPathResult[] served) => CertificateRenewals.Find(Sample.Of(cluster), served).Single();

    private static (CertificateStage At, string? Reason) Stuck(ClusterState cluster) => Find(cluster) is var row ? (row.StuckAt, row.Reason) : default;

    private static SecretMetadata Secret(string @namespace, string name) => new() { Metadata = Sample.Meta(@namespace, name) };

    private static TlsPathResult Served(string address, DateTime? notAfter, CertificateProblems problems = CertificateProblems.None) => new()
    {
        HostName = Host, IPAddress = address, Port = 443, Verdict = notAfter is null ? Verdict.Failing : Verdict.Healthy, Attempts = 20, Failures = notAfter is null ? 20 : 0, Bound = "x",
        CertificateNotAfter = notAfter, CertificateProblems = problems, LastAttemptUtc = s_now,
    };

    private static ClusterState Healthy()
    {
        ClusterState cluster = Incident();
        return cluster with
        {
            Events = [],
            Certificates =
            [
                cluster.Certificates[0] with
                {
                    Status = new CertificateStatus { NotAfter = s_end.AddDays(40), RenewalTime = s_now.AddDays(30), Conditions = [new Condition { Type = "Ready", Status = "True" }] },
                },
            ],
            CertificateRequests = [],
            Orders = [],
            Challenges = [],
        };
    }

    private static ClusterState Incident()
    {
        var reference = new IssuerReference { Kind = "Issuer", Name = "cloudflare-issuer", Group = "cert-manager.io" };
        DateTime began = s_now.AddDays(-9);
        return Sample.Cluster() with
        {
            Secrets = [Secret("hutch", "relay-tls-cert")],
            Issuers =
            [
                new IssuerResource
                {
                    Metadata = Sample.Meta("hutch", "cloudflare-issuer"),
                    Spec = new IssuerSpec { Acme = new AcmeIssuer { Solvers = [new AcmeSolver { Dns01 = new Dns01Solver { Cloudflare = new CloudflareSolver { ApiTokenSecretRef = new SecretKeyReference { Name = "cloudflare-issuer-api-token" } } } }] } },
                    Status = new IssuerStatus { Conditions = [new Condition { Type = "Ready", Status = "True" }] },
                },
            ],
            Certificates =
            [
                new CertificateResource
                {
                    Metadata = Sample.Meta("hutch", "relay-tls-cert"),
                    Spec = new CertificateSpec { SecretName = "relay-tls-cert", DnsNames = [Host], IssuerRef = reference },
                    Status = new CertificateStatus
                    {
                        NotAfter = s_end,
                        RenewalTime = began,
                        Conditions = [new Condition { Type = "Ready", Status = "True", Message = "up to date" }, new Condition { Type = "Issuing", Status = "True", Reason = "Renewing", LastTransitionTime = began }],
                    },
                },
            ],
            CertificateRequests =
            [
                new CertificateRequest
                {
                    Metadata = Sample.Meta("hutch", "relay-tls-cert-32", began, annotations: [("cert-manager.io/certificate-revision", "32")], owner: new OwnerReference { Kind = "Certificate", Name = "relay-tls-cert" }),
                    Spec = new CertificateRequestSpec { IssuerRef = reference },
                    Status = new CertificateRequestStatus { Conditions = [new Condition { Type = "Approved", Status = "True" }, new Condition { Type = "Ready", Status = "False", Reason = "Pending", Message = "Waiting" }] },
                },
            ],
            Orders = [new AcmeOrder { Metadata = Sample.Meta("hutch", "relay-tls-cert-32-1", began, owner: new OwnerReference { Kind = "CertificateRequest", Name = "relay-tls-cert-32" }), Status = new AcmeOrderStatus { State = "pending" } }],
            Challenges =
            [
                new AcmeChallenge
                {
                    Metadata = Sample.Meta("hutch", "relay-tls-cert-32-1-1", began, owner: new OwnerReference { Kind = "Order", Name = "relay-tls-cert-32-1" }),
                    Spec = new AcmeChallengeSpec { Type = "DNS-01", DnsName = Host },
                    Status = new AcmeChallengeStatus { State = "pending", Presented = false, Processing = true, Reason = NotFound },
                },
            ],
            Events = [Sample.Event("Challenge", "hutch", "relay-tls-cert-32-1-1", "PresentError", NotFound, "cert-manager-challenges", 743, 12)],
        };
    }
}
