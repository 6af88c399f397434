using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace TlsPathTools.Module.Tests.Beside;

/// <summary>
/// An assembly of another module, with the identity of one that ours uses but another version, and with other contents: types of the
/// names that we use have no members, so that whoever binds to them fails. It is written as metadata, without a compiler, against .NET 8,
/// so that any PowerShell loads it.
/// </summary>
/// <param name="Like">The assembly of ours whose name and key it has.</param>
/// <param name="Version">Its own version.</param>
/// <param name="Types">Full names of the types without members.</param>
internal sealed record StandIn(AssemblyName Like, Version Version, params string[] Types)
{
    /// <summary>The type by which a script knows it; its method Say gives its simple name and version.</summary>
    internal string Marker => "StandIn." + Like.Name!.Replace('.', '_');

    /// <summary>Writes the file.</summary>
    internal void Write(string folder)
    {
        var metadata = new MetadataBuilder();
        var code = new BlobBuilder();
        string file = Like.Name + ".dll";
        metadata.AddModule(0, metadata.GetOrAddString(file), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        byte[] key = Like.GetPublicKey() ?? [];
        metadata.AddAssembly(metadata.GetOrAddString(Like.Name!), Version, default, metadata.GetOrAddBlob(key),
            key.Length > 0 ? AssemblyFlags.PublicKey : default, AssemblyHashAlgorithm.Sha1);
        AssemblyReferenceHandle runtime = metadata.AddAssemblyReference(metadata.GetOrAddString("System.Runtime"), new Version(8, 0, 0, 0),
            default, metadata.GetOrAddBlob(Convert.FromHexString("b03f5f7f11d50a3a")), default, default);
        TypeReferenceHandle anything = metadata.AddTypeReference(runtime, metadata.GetOrAddString("System"), metadata.GetOrAddString("Object"));
        MethodDefinitionHandle say = AddSay(metadata, code);

        Add("<Module>", default, default);
        Add(Marker, anything, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        foreach (string type in Types)
            Add(type, anything, TypeAttributes.Public);

        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), code).Serialize(image);
        using FileStream stream = File.Create(Path.Combine(folder, file));
        image.WriteContentTo(stream);

        // Methods belong to the last type that begins at or before them: those after the marker begin behind the only one.
        void Add(string name, EntityHandle parent, TypeAttributes attributes)
        {
            int dot = name.LastIndexOf('.');
            MethodDefinitionHandle first = name == "<Module>" || name == Marker ? say : MetadataTokens.MethodDefinitionHandle(2);
            metadata.AddTypeDefinition(attributes, dot < 0 ? default : metadata.GetOrAddString(name[..dot]), metadata.GetOrAddString(name[(dot + 1)..]),
                parent, MetadataTokens.FieldDefinitionHandle(1), first);
        }
    }

    private MethodDefinitionHandle AddSay(MetadataBuilder metadata, BlobBuilder code)
    {
        var body = new InstructionEncoder(new BlobBuilder());
        body.LoadString(metadata.GetOrAddUserString($"{Like.Name} {Version}"));
        body.OpCode(ILOpCode.Ret);
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(0, returns => returns.Type().String(), _ => { });
        return metadata.AddMethodDefinition(MethodAttributes.Public | MethodAttributes.Static, MethodImplAttributes.IL,
            metadata.GetOrAddString("Say"), metadata.GetOrAddBlob(signature), new MethodBodyStreamEncoder(code).AddMethodBody(body), MetadataTokens.ParameterHandle(1));
    }
}
