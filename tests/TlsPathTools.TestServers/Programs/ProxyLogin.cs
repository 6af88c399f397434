namespace TlsPathTools.TestServers;

/// <summary>How a proxy asks who is there.</summary>
public enum ProxyLogin
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Basic, with <see cref="SquidOptions.User"/> and <see cref="SquidOptions.Password"/>.</summary>
    Basic,

    /// <summary>NTLM, with any user and password (squid's ntlm_fake_auth).</summary>
    Ntlm,
}
