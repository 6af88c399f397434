using System.Collections;
using System.Reflection;

namespace TlsPathTools.Aws.Tests.Models;

/// <summary>Holds a record that was read from a <see cref="ModelAnswer"/> against the model: every property is set, and to the value of its own place.</summary>
internal sealed class RecordWalk
{
    // The few names that are not the API's.
    private static readonly Dictionary<string, string> s_renamed = new()
    {
        ["InstanceStatus.Status"] = "InstanceStatus",
        ["PrefixListId.Id"] = "PrefixListId",
    };

    // Members of the event that CloudTrail puts into a text.
    private static readonly Dictionary<string, string> s_inText = new()
    {
        ["TrailEvent.UserIdentityArn"] = "CloudTrailEvent.userIdentity.arn",
        ["TrailEvent.InvokedBy"] = "CloudTrailEvent.userIdentity.invokedBy",
        ["TrailEvent.SourceIPAddress"] = "CloudTrailEvent.sourceIPAddress",
        ["TrailEvent.UserAgent"] = "CloudTrailEvent.userAgent",
        ["TrailEvent.ErrorCode"] = "CloudTrailEvent.errorCode",
        ["TrailEvent.ErrorMessage"] = "CloudTrailEvent.errorMessage",
    };

    /// <summary>What is wrong.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Properties that the model does not know: Type.Property.</summary>
    public HashSet<string> Unknown { get; } = [];

    /// <summary>Leaves that were right.</summary>
    public int Leaves { get; private set; }

    public void Record(object record, ModelShape shape, string path)
    {
        foreach (PropertyInfo property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            string name = $"{record.GetType().Name}.{property.Name}";
            object? value = property.GetValue(record);
            if (s_inText.TryGetValue(name, out string? place))
                Same(value, ModelValue.Join(path, place), name, path);
            else if (shape.Member(s_renamed.GetValueOrDefault(name, property.Name)) is { } member)
                Value(value, member.Shape, ModelValue.Join(path, member.Name));
            else
                Unknown.Add(name);
        }
    }

    public void Value(object? value, ModelShape shape, string path)
    {
        switch (value)
        {
            case null:
                Faults.Add($"{path} is not read");
                break;
            case string text:
                Same(text, path, path, path);
                break;
            case bool flag:
                Same(flag, ModelValue.Flag(path), path, path);
                break;
            case int or long:
                Same(Convert.ToInt64(value, null), ModelValue.Number(path), path, path);
                break;
            case double number:
                Same(number, ModelValue.Fraction(path), path, path);
                break;
            case DateTime time:
                Same(time, ModelValue.Time(path), path, path);
                if (time.Kind != DateTimeKind.Utc)
                    Faults.Add($"{path} is not in UTC");
                break;
            case IReadOnlyDictionary<string, string> map:
                Same(string.Join(' ', map.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")), $"key0={path}.key0 key1={path}.key1", path, path);
                break;
            case ICollection list:
                Items(list, shape, ModelValue.Items(path));
                break;
            default:
                Record(value, shape, path);
                break;
        }
    }

    /// <summary>A list against the places that its items have.</summary>
    public void Items(ICollection list, ModelShape shape, IEnumerable<string> places)
    {
        string[] expected = [.. places];
        if (list.Count != expected.Length)
            Faults.Add($"{expected[0]}: {list.Count} items and not {expected.Length}");
        ModelShape item = shape.Type == "list" ? shape.Item.Shape : shape;
        foreach ((object each, string place) in list.Cast<object>().Zip(expected))
            Value(each, item, place);
    }

    private void Same<T>(T actual, T expected, string name, string path)
    {
        if (Equals(actual, expected))
            Leaves++;
        else
            Faults.Add($"{name} of {path} is {actual} and not {expected}");
    }
}
