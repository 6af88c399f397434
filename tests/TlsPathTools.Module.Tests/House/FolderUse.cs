using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace TlsPathTools.Module.Tests.House;

/// <summary>Which folder (namespace) of an assembly uses which, by what was compiled: signatures, and every token of the code.</summary>
internal sealed class FolderUse : ISignatureTypeProvider<bool, bool>
{
    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);
    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly Dictionary<(string From, string To), SortedSet<string>> _uses = [];
    private string _type = "", _from = "";

    private FolderUse(PEReader file) => (_file, _reader) = (file, file.GetMetadataReader());

    /// <summary>Folder → folder, with the types that make the arrow.</summary>
    public static IReadOnlyDictionary<(string From, string To), SortedSet<string>> Of(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var use = new FolderUse(file);
        foreach (TypeDefinitionHandle handle in use._reader.TypeDefinitions)
            use.Read(handle);
        return use._uses;
    }

    private void Read(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        (_from, _type) = Place(handle);
        if (_from.Length == 0)
            return;
        if (!type.BaseType.IsNil)
            Use(type.BaseType);
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
            Use(_reader.GetInterfaceImplementation(implemented).Interface);
        foreach (FieldDefinitionHandle field in type.GetFields())
            _reader.GetFieldDefinition(field).DecodeSignature(this, genericContext: false);
        foreach (MethodDefinitionHandle each in type.GetMethods())
        {
            MethodDefinition method = _reader.GetMethodDefinition(each);
            method.DecodeSignature(this, genericContext: false);
            if (method.RelativeVirtualAddress != 0)
                Code(_file.GetMethodBody(method.RelativeVirtualAddress));
        }
    }

    private void Code(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, genericContext: false);
        BlobReader il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            byte first = il.ReadByte();
            OpCode code = s_codes[first == 0xFE ? unchecked((short)(0xFE00 | il.ReadByte())) : first];
            switch (code.OperandType)
            {
                case OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok:
                    Use(MetadataTokens.EntityHandle(il.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int branches = il.ReadInt32();
                    il.Offset += 4 * branches;
                    break;
                default:
                    il.Offset += code.OperandType switch
                    {
                        OperandType.InlineNone => 0,
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        OperandType.InlineVar => 2,
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        _ => 4,
                    };
                    break;
            }
        }
    }

    private void Use(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.MethodDefinition:
                Add(_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Use(_reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification specification = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Use(specification.Method);
                specification.DecodeSignature(this, genericContext: false);
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, genericContext: false);
                break;
        }
    }

    private void Add(TypeDefinitionHandle handle)
    {
        (string to, string name) = Place(handle);
        if (to.Length == 0 || to == _from)
            return;
        if (!_uses.TryGetValue((_from, to), out SortedSet<string>? types))
            _uses.Add((_from, to), types = new SortedSet<string>(StringComparer.Ordinal));
        types.Add($"{_type} → {name}");
    }

    // Nested types, closures and state machines stand where the type around them stands.
    private (string Folder, string Name) Place(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        while (type.IsNested)
            type = _reader.GetTypeDefinition(type.GetDeclaringType());
        string folder = _reader.GetString(type.Namespace);
        return (folder.StartsWith("TlsPathTools", StringComparison.Ordinal) ? folder : "", _reader.GetString(type.Name));
    }

    // A signature is read for the types of this assembly that it names; what it makes of them does not matter.
    bool ISimpleTypeProvider<bool>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Add(handle);
        return true;
    }

    bool ISimpleTypeProvider<bool>.GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

    bool ISimpleTypeProvider<bool>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => true;

    bool ISZArrayTypeProvider<bool>.GetSZArrayType(bool elementType) => true;

    bool IConstructedTypeProvider<bool>.GetArrayType(bool elementType, ArrayShape shape) => true;

    bool IConstructedTypeProvider<bool>.GetByReferenceType(bool elementType) => true;

    bool IConstructedTypeProvider<bool>.GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

    bool IConstructedTypeProvider<bool>.GetPointerType(bool elementType) => true;

    bool ISignatureTypeProvider<bool, bool>.GetFunctionPointerType(MethodSignature<bool> signature) => true;

    bool ISignatureTypeProvider<bool, bool>.GetGenericMethodParameter(bool genericContext, int index) => true;

    bool ISignatureTypeProvider<bool, bool>.GetGenericTypeParameter(bool genericContext, int index) => true;

    bool ISignatureTypeProvider<bool, bool>.GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

    bool ISignatureTypeProvider<bool, bool>.GetPinnedType(bool elementType) => true;

    bool ISignatureTypeProvider<bool, bool>.GetTypeFromSpecification(MetadataReader reader, bool genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        Use(handle);
        return true;
    }
}
