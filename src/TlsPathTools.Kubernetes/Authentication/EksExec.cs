using TlsPathTools.Kubernetes.Configuration;

namespace TlsPathTools.Kubernetes.Authentication;

/// <summary>Recognises the two programs that make tokens for EKS, so that no process is needed for what they do.</summary>
internal static class EksExec
{
    private static readonly string[] s_flags = ["--cache", "--no-cli-pager", "--token-only"];

    // They change nothing of a token.
    private static readonly string[] s_harmless = ["--output", "--color", "--cli-connect-timeout", "--cli-read-timeout"];

    // They would make it somebody else's.
    private static readonly string[] s_identity =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    ];

    /// <summary>What the program is to make a token for; null where it is another program, or is told something that changes the token in a way that is not known here.</summary>
    public static EksTokenRequest? Recognise(ExecPluginConfig plugin)
    {
        bool aws = plugin.BaseName.Equals("aws", StringComparison.OrdinalIgnoreCase);
        if (!aws && !plugin.BaseName.Equals("aws-iam-authenticator", StringComparison.OrdinalIgnoreCase))
            return null;
        if (plugin.Env.Any(pair => s_identity.Contains(pair.Key, StringComparer.Ordinal)))
            return null;

        string? cluster = null, region = Variable(plugin, "AWS_REGION") ?? Variable(plugin, "AWS_DEFAULT_REGION"), profile = Variable(plugin, "AWS_PROFILE") ?? Variable(plugin, "AWS_DEFAULT_PROFILE"), role = null;
        List<string> words = [];
        var left = new Queue<string>(plugin.Args);
        while (left.TryDequeue(out string? argument))
        {
            if (!argument.StartsWith('-'))
            {
                words.Add(argument);
                continue;
            }

            if (s_flags.Contains(argument, StringComparer.Ordinal))
                continue;
            string[] parts = argument.Split('=', 2);
            string? value = parts.Length == 2 ? parts[1] : left.TryDequeue(out string? next) ? next : null;
            switch (parts[0])
            {
                case "--cluster-name" or "--cluster-id":
                case "-i" when !aws:
                    cluster = value;
                    break;
                case "--region":
                    region = value;
                    break;
                case "--role-arn" when aws:
                case "--role" or "-r" when !aws:
                    role = value;
                    break;
                case "--profile" when aws:
                    profile = value;
                    break;
                case var name when s_harmless.Contains(name, StringComparer.Ordinal):
                    break;
                default:
                    return null;
            }
        }

        bool known = aws ? words is ["eks", "get-token"] : words is ["token"];
        return !known || string.IsNullOrEmpty(cluster) ? null : new()
        {
            ClusterName = cluster,
            Region = region,
            ProfileName = profile,
            RoleArn = string.IsNullOrEmpty(role) ? null : role,
            EnvironmentNames = [.. plugin.Env.Select(pair => pair.Key).Except(["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"], StringComparer.Ordinal)],
        };
    }

    private static string? Variable(ExecPluginConfig plugin, string name) => plugin.Env.LastOrDefault(pair => pair.Key == name).Value is { Length: > 0 } value ? value : null;
}
