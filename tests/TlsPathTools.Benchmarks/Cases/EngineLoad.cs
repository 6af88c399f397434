using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>The engine, as fast as it goes.</summary>
internal static class EngineLoad
{
    internal static ProbeOptions Options { get; } = new()
    {
        Trust = CertificateTrust.SystemAnd(new X509Certificate2Collection(TestCertificates.Authority)),
        AttemptsPerSecond = 10_000,
        MaxConnecting = 64,
        Timeout = TimeSpan.FromSeconds(30),
        TlsVersion = TlsVersion.Tls13,
        Depth = ProbeDepth.Handshake,
        Seed = 1,
    };

    /// <summary>Processor time per attempt, microseconds. Every attempt must succeed.</summary>
    internal static async Task<double> CpuPerAttemptAsync(IReadOnlyList<ProbeTarget> targets, ProbeOptions options)
    {
        TimeSpan before = Cpu.OfThisProcess;
        int count = 0;
        await foreach (TlsAttempt attempt in new ProbeRun(targets, options).RunAsync())
        {
            if (!attempt.Succeeded)
                throw new InvalidOperationException($"{attempt}: {attempt.Detail}");
            count++;
        }

        return (Cpu.OfThisProcess - before).TotalMicroseconds / count;
    }
}
