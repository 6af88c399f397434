using System.CommandLine;
using TlsPathTools.Cli.Parsing;
using TlsPathTools.Connections;

namespace TlsPathTools.Cli.Map;

/// <summary>The words that say how account and cluster are reached.</summary>
internal sealed class AccessArguments
{
    public Option<string> Profile { get; } = Options.One<string>("--profile", "P", "A profile of the shared AWS configuration.", Values.Text);

    public Option<string> Region { get; } = Options.One<string>("--region", "R", "The AWS region.", Values.Text);

    public Option<string> EndpointUrl { get; } = Options.One<string>("--endpoint-url", "U", "An endpoint that replaces those of AWS.", Values.Text);

    public Option<bool> NoAws { get; } = Options.Flag("--no-aws", "Read no AWS account.");

    public Option<string> Eks { get; } = Options.One<string>("--eks", "CLUSTER", "An EKS cluster by its name alone.", Values.Text);

    public Option<string> KubeConfig { get; } = Options.One<string>("--kubeconfig", "F", "A kubeconfig file; KUBECONFIG or ~/.kube/config unless said.", Values.Text);

    public Option<string> Context { get; } = Options.One<string>("--context", "C", "A context of the kubeconfig; the current one unless said.", Values.Text);

    public Option<bool> NoKubernetes { get; } = Options.Flag("--no-kubernetes", "Read no cluster.");

    public OptionGroup Group => new("Account and cluster", [Profile, Region, EndpointUrl, NoAws, Eks, KubeConfig, Context, NoKubernetes]);

    public AccessOptions Read(ParseResult parsed)
    {
        var options = new AccessOptions
        {
            ProfileName = parsed.GetValue(Profile),
            Region = parsed.GetValue(Region),
            EndpointUrl = parsed.GetValue(EndpointUrl),
            NoAws = parsed.GetValue(NoAws),
            ClusterName = parsed.GetValue(Eks),
            KubeConfigPath = parsed.GetValue(KubeConfig),
            KubeContext = parsed.GetValue(Context),
            NoKubernetes = parsed.GetValue(NoKubernetes),
        };
        return options switch
        {
            { NoAws: true, NoKubernetes: true } => throw Refusal.Usage("--no-aws and --no-kubernetes leave nothing to read: 'tlspath probe' tests without them."),
            { NoAws: true, ClusterName: not null } => throw Refusal.Usage("--eks asks AWS for the cluster, and --no-aws leaves AWS out."),
            { NoKubernetes: true } when (options.ClusterName ?? options.KubeConfigPath ?? options.KubeContext) is not null => throw Refusal.Usage("A cluster is named, and --no-kubernetes leaves it out."),
            { ClusterName: not null, KubeContext: not null } => throw Refusal.Usage("--eks and --context name two clusters."),
            _ => options,
        };
    }
}
