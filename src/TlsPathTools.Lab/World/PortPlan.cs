namespace TlsPathTools.Lab.World;

/// <summary>Ports below 1024 move up by 8000 where this user may not bind them: 443 becomes 8443, in the world's whole state.</summary>
internal sealed record PortPlan(bool Privileged)
{
    /// <summary>A port of the scenario as it is in this lab.</summary>
    public int Map(int written) => Privileged || written >= 1024 ? written : written + 8000;
}
