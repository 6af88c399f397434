namespace TlsPathTools.Remediation;

/// <summary>What is checked before a change, by name.</summary>
internal static class CheckNames
{
    public const string NodeIsKnown = nameof(NodeIsKnown);
    public const string ProxyIsThere = nameof(ProxyIsThere);
    public const string RevisionRunsElsewhere = nameof(RevisionRunsElsewhere);
    public const string ImageIsPresent = nameof(ImageIsPresent);
    public const string NoOtherRemediation = nameof(NoOtherRemediation);
    public const string MayDelete = nameof(MayDelete);
    public const string MayPatch = nameof(MayPatch);
    public const string SyncIsTheSuspect = nameof(SyncIsTheSuspect);
}
