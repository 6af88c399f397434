namespace TlsPathTools.Connections;

/// <summary>Places where no process may be started.</summary>
internal static class Sandbox
{
    /// <summary>Whether this is a cloud sandbox of Azure Automation; a hybrid worker is none.</summary>
    public static bool IsHere => Environment.GetEnvironmentVariable("AZUREPS_HOST_ENVIRONMENT") is { } host && host.StartsWith("AzureAutomation", StringComparison.OrdinalIgnoreCase);
}
