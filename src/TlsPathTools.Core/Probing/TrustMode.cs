namespace TlsPathTools.Probing;

/// <summary>What certificates were judged by.</summary>
public enum TrustMode
{
    /// <summary>The certificate store of this machine.</summary>
    System,

    /// <summary>The certificate store of this machine and the CA file that was given.</summary>
    SystemAndFile,

    /// <summary>Nothing: certificates were recorded and accepted.</summary>
    NotChecked,
}
