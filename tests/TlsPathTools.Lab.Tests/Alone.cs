namespace TlsPathTools.Lab.Tests;

/// <summary>Tests that count what the process or the machine has open.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public static class Alone;
