using System.Net;
using TlsPathTools.Cli.Output;
using TlsPathTools.Lab;

namespace TlsPathTools.Cli.Lab;

/// <summary>How to reach a running lab: lines to copy, which are never wrapped.</summary>
internal static class LabInstructions
{
    public static void Write(TlsPathLab lab, Screen screen)
    {
        screen.Line($"{lab.Scenario.Name}: {lab.Scenario.Title}", screen.Palette.Strong);
        if (lab.Scenario.Story.Length > 0)
        {
            screen.Line();
            screen.Line(lab.Scenario.Story);
        }

        foreach ((string title, IReadOnlyList<string> lines) in Sections(lab))
        {
            screen.Line();
            screen.Line(title, screen.Palette.Dim);
            foreach (string line in lines)
                screen.Unwrapped("  " + line);
        }
    }

    private static IEnumerable<(string Title, IReadOnlyList<string> Lines)> Sections(TlsPathLab lab)
    {
        string server = $"{lab.ClientResolver}";
        yield return ("Test it as its client does:", [Probe(lab, server)]);
        yield return ("Look at its addresses one by one:", [.. ByHand(lab)]);
        yield return ("AWS (any SDK, the aws command, Terraform):",
        [
            $"export AWS_ENDPOINT_URL={lab.AwsEndpoint.AbsoluteUri.TrimEnd('/')} AWS_REGION={lab.Region} AWS_DEFAULT_REGION={lab.Region}",
            $"export AWS_ACCESS_KEY_ID={lab.AccessKeyId} AWS_SECRET_ACCESS_KEY={lab.SecretAccessKey}",
            "aws elbv2 describe-load-balancers",
        ]);
        if (lab.KubeConfigPath is { } path)
            yield return ("Kubernetes:", [$"export KUBECONFIG={path}", "kubectl get nodes,pods,services -A -o wide"]);
        if (lab.Resolvers.Count > 1)
            yield return ("Resolvers:", [.. lab.Resolvers.Select(resolver => $"{resolver.Name}  {resolver.EndPoint}")]);
    }

    private static string Probe(TlsPathLab lab, string server)
    {
        string port = lab.EndpointPort == 443 ? "" : $":{lab.EndpointPort}";
        string proxy = lab.ClientProxy is { } uri ? $" --proxy {uri.AbsoluteUri.TrimEnd('/')}" : "";
        return $"tlspath probe {lab.EndpointName}{port} --server {server} --ca-file {lab.TrustedPemPath}{proxy}";
    }

    private static IEnumerable<string> ByHand(TlsPathLab lab)
    {
        yield return $"dig @{lab.ClientResolver.Address} -p {lab.ClientResolver.Port} +short {lab.EndpointName}";
        foreach (IPAddress address in lab.EndpointAddresses.Take(4))
        {
            yield return $"curl --cacert {lab.TrustedPemPath} --resolve {lab.EndpointName}:{lab.EndpointPort}:{address} "
                + $"https://{lab.EndpointName}:{lab.EndpointPort}{lab.Scenario.Endpoint.Path}";
        }
    }
}
