using System.Globalization;
using System.Text.RegularExpressions;
using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Benchmarks.Servers;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>OpenSSL's own client loop.</summary>
internal static partial class OpenSslLoad
{
    private const int Seconds = 2;

    /// <summary>Processor time per verified handshake of <c>openssl s_time -new</c>, microseconds.</summary>
    internal static async Task<double> CpuPerHandshakeAsync(BenchmarkServer server)
    {
        (string output, double cpuMs) = await Programs.RunAsync(Programs.Require("openssl"),
            ["s_time", "-connect", $"127.0.0.1:{server.Port}", "-new", "-time", $"{Seconds}", "-CAfile", server.AuthorityFile, "-verify", "4", "-tls1_3"]);
        Match connections = Connections().Match(output);
        if (!connections.Success)
            throw new NotMeasuredException("the output of openssl s_time is not understood");
        return cpuMs * 1000 / int.Parse(connections.Groups["count"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(?<count>\d+) connections in \d+ real seconds", RegexOptions.None, 1000)]
    private static partial Regex Connections();
}
