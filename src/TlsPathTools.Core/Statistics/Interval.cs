using System.Globalization;
using System.Runtime.InteropServices;

namespace TlsPathTools.Statistics;

/// <summary>A closed interval of a rate, both ends between 0 and 1.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether the rate lies in it.</summary>
    public bool Contains(double rate) => rate >= Low && rate <= High;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Low:0.###}, {High:0.###}]");
}
