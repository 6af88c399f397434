using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.KubernetesApi.Lists;

/// <summary>In which form objects are answered.</summary>
internal enum RepresentationForm
{
    /// <summary>As they are.</summary>
    Whole,

    /// <summary>PartialObjectMetadata: their metadata only.</summary>
    Metadata,

    /// <summary>Rows of a table, as kubectl prints them.</summary>
    Table,
}

/// <summary>The form that a request's Accept asks for.</summary>
/// <param name="Form">The form.</param>
/// <param name="MetaVersion">v1 or v1beta1 of meta.k8s.io.</param>
/// <param name="RowObject">Metadata, Object or None: what a table's rows carry.</param>
internal sealed record Representation(RepresentationForm Form, string MetaVersion, string RowObject)
{
    private static readonly Representation s_whole = new(RepresentationForm.Whole, "v1", "Metadata");

    /// <summary>Takes the first form of Accept that there is.</summary>
    /// <exception cref="ApiException">406: none of them.</exception>
    public static Representation Of(HttpRequest request)
    {
        string accept = request.Head["Accept"] ?? "";
        if (accept.Length == 0)
            return s_whole;
        foreach (string range in accept.Split(','))
        {
            string[] parts = range.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ("application/json" or "application/*" or "*/*"))
                continue;
            string version = Parameter(parts, "v") ?? "v1";
            RepresentationForm? form = (Parameter(parts, "as"), Parameter(parts, "g"), version) switch
            {
                (null, _, _) => RepresentationForm.Whole,
                ("Table", "meta.k8s.io", "v1" or "v1beta1") => RepresentationForm.Table,
                ("PartialObjectMetadata" or "PartialObjectMetadataList", "meta.k8s.io", "v1" or "v1beta1") => RepresentationForm.Metadata,
                _ => null,
            };
            if (form is { } known)
                return new(known, version, request.QueryValue("includeObject") is { Length: > 0 } include ? include : "Metadata");
        }

        throw new ApiException(406, "NotAcceptable", "only the following media types are accepted: application/json, application/json;as=Table;g=meta.k8s.io;v=v1, application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    }

    private static string? Parameter(string[] parts, string name) =>
        Array.Find(parts, part => part.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
