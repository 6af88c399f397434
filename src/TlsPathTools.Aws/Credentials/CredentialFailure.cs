using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>Says of a failed request for keys that it was one: otherwise it would read as the failure of what the keys were for.</summary>
internal static class CredentialFailure
{
    /// <summary>The refusal; without what it was made of, whose text is not ours.</summary>
    public static AwsRefusal Of(Exception exception, string what, string? permission = null, string? advice = null)
    {
        AwsFailure failure = AwsFailure.Of(exception, permission);
        return new AwsRefusal(failure.Kind, $"{what}: {failure.Reason}", advice ?? failure.Advice) { Code = failure.Code };
    }
}
