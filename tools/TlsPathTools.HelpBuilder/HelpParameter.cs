using System.Globalization;

namespace TlsPathTools.HelpBuilder;

/// <summary>A parameter as its page describes it.</summary>
/// <param name="Name">The name, without dash.</param>
/// <param name="Text">What it does: a paragraph each.</param>
/// <param name="Facts">The lines of its YAML block: Type, Aliases, Required, Position, Default value, Accept pipeline input …</param>
public sealed record HelpParameter(string Name, IReadOnlyList<string> Text, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>The name of the type, as PowerShell prints it.</summary>
    public string Type => Fact("Type");

    /// <summary>Whether it takes no value.</summary>
    public bool IsSwitch => Type == "SwitchParameter";

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired => Fact("Required") == "True";

    /// <summary>Its position, or null for a named one.</summary>
    public int? Position => int.TryParse(Fact("Position"), CultureInfo.InvariantCulture, out int position) ? position : null;

    /// <summary>Its other names.</summary>
    public IReadOnlyList<string> Aliases => Fact("Aliases").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>How it takes input from the pipeline: "False", "True (ByValue)", "True (ByPropertyName)" or both.</summary>
    public string PipelineInput => Fact("Accept pipeline input");

    /// <summary>The value when it is not given.</summary>
    public string DefaultValue => Fact("Default value");

    /// <summary>The values that are accepted, where the type does not say.</summary>
    public IReadOnlyList<string> AcceptedValues =>
        Facts.TryGetValue("Accepted values", out string? values) ? values.Split(',', StringSplitOptions.TrimEntries) : [];

    /// <summary>The parameter in a line of syntax.</summary>
    public override string ToString()
    {
        string name = Position is null ? "-" + Name : $"[-{Name}]";
        string text = IsSwitch ? name : $"{name} <{Type}>";
        return IsRequired ? text : $"[{text}]";
    }

    private string Fact(string name) =>
        Facts.TryGetValue(name, out string? value) ? value : throw new FormatException($"The parameter {Name} has no line '{name}:'.");
}
