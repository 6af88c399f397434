namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>An error that a service answers with, under the service's own code.</summary>
internal sealed class AwsException(string code, string message, int status = 400) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;
}
