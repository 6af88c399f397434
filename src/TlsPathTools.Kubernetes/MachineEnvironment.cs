namespace TlsPathTools.Kubernetes;

/// <summary>What this machine says of itself; tests say something else.</summary>
internal sealed record MachineEnvironment
{
    /// <summary>An environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The user's home, as kubectl looks for it: HOME first, on Windows too.</summary>
    public string Home
    {
        get => field ?? (Variable("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        init;
    }

    /// <summary>Where a pod finds the credentials of its service account.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>
    /// Whether this is a cloud sandbox of Azure Automation, which starts no processes. Its workers set the first variable for their own use
    /// and the second one for Az; a hybrid worker is an ordinary machine and has neither.
    /// </summary>
    public bool IsSandbox => Variable("AUTOMATION_ASSET_ACCOUNTID") is { Length: > 0 }
        || Variable("AZUREPS_HOST_ENVIRONMENT")?.StartsWith("AzureAutomation", StringComparison.OrdinalIgnoreCase) == true;
}
