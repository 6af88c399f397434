namespace TlsPathTools.Topology;

/// <summary>A kind of objects of the Kubernetes API.</summary>
/// <typeparam name="T">The record that an object is read into.</typeparam>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Versions">The versions that can be read, the wanted one first.</param>
/// <param name="Plural">The name in the URL.</param>
/// <param name="Namespaced">Whether objects live in namespaces.</param>
/// <param name="MetadataOnly">Whether the server is asked for metadata alone (PartialObjectMetadata): the data never leaves it.</param>
public sealed record ClusterResource<T>(string Group, IReadOnlyList<string> Versions, string Plural, bool Namespaced = true, bool MetadataOnly = false)
{
    /// <inheritdoc/>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
