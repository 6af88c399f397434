using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace TlsPathTools;

/// <summary>Value equality for records that hold arrays, which the compiler would compare by reference.</summary>
internal static class RecordValues
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new();

    internal static bool Same<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T left, T? right)
        where T : class
    {
        if (right is null)
            return false;

        foreach (PropertyInfo property in PropertiesOf(typeof(T)))
        {
            object? a = property.GetValue(left);
            object? b = property.GetValue(right);
            bool same = a is Array x && b is Array y
                ? StructuralComparisons.StructuralEqualityComparer.Equals(x, y)
                : Equals(a, b);
            if (!same)
                return false;
        }

        return true;
    }

    internal static int Hash<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T record)
        where T : class
    {
        var hash = new HashCode();
        foreach (PropertyInfo property in PropertiesOf(typeof(T)))
        {
            object? value = property.GetValue(record);
            hash.Add(value is Array array ? StructuralComparisons.StructuralEqualityComparer.GetHashCode(array) : value?.GetHashCode() ?? 0);
        }

        return hash.ToHashCode();
    }

    private static PropertyInfo[] PropertiesOf(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
    {
        if (!s_properties.TryGetValue(type, out PropertyInfo[]? properties))
            s_properties[type] = properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return properties;
    }
}
