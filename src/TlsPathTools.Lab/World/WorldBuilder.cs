using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>Makes the state of a world from a scenario: everything as it is long after it was set up, with nothing at work yet.</summary>
internal static class WorldBuilder
{
    /// <summary>Builds it. The scenario has passed the checks of its file.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="addresses">The blocks that this lab has; the world disposes nothing of it.</param>
    /// <param name="ports">How ports below 1024 appear.</param>
    /// <param name="time">The clock.</param>
    public static LabWorld Build(LabScenario scenario, AddressPlan addresses, PortPlan ports, TimeProvider time) => throw new NotSupportedException("Follows.");
}
