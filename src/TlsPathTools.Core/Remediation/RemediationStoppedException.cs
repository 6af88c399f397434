namespace TlsPathTools.Remediation;

/// <summary>A remediation was cancelled; the message says where it stopped, and what is left to itself.</summary>
public sealed class RemediationStoppedException : OperationCanceledException
{
    /// <summary>For the general contract of exceptions.</summary>
    public RemediationStoppedException()
    {
    }

    /// <summary>For the general contract of exceptions.</summary>
    public RemediationStoppedException(string message)
        : base(message)
    {
    }

    /// <summary>For the general contract of exceptions.</summary>
    public RemediationStoppedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Stopped by a token.</summary>
    public RemediationStoppedException(string message, CancellationToken cancellationToken)
        : base(message, cancellationToken)
    {
    }
}
