using System.Globalization;
using System.Management.Automation;

namespace TlsPathTools.Parameters;

/// <summary>
/// Reads a bare number as seconds. PowerShell by itself would read the number 60 as 60 ticks (6 microseconds) and the text
/// "60" as 60 days.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            int or long or double or decimal or float => Durations.FromSeconds(Convert.ToDouble(inputData, CultureInfo.InvariantCulture)),
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => Durations.FromSeconds(seconds),
            var other => other,
        };
}
