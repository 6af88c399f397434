using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>What a schema cannot say: that names mean something, that addresses lie where they should, that faults can happen where they are put.</summary>
internal static class ScenarioChecks
{
    public static void Run(LabScenario scenario, SourceNode document, MistakeList mistakes)
    {
        var context = new CheckContext(scenario, mistakes);
        var root = new Place(document);
        NetworkChecks.Run(context, root);
        FrontChecks.Run(context, root);
        ClusterChecks.Run(context, root);
        ClientChecks.Run(context, root);
        FaultChecks.Run(context, root);
        TruthChecks.Run(context, root);
    }
}
