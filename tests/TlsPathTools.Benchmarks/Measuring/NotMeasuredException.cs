namespace TlsPathTools.Benchmarks.Measuring;

/// <summary>A case cannot be measured on this machine. The table says so; the other cases go on.</summary>
internal sealed class NotMeasuredException(string reason) : Exception(reason);
