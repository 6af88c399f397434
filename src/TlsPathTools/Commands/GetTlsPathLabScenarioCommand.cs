using System.Management.Automation;
using TlsPathTools.Completers;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Labs;

namespace TlsPathTools.Commands;

/// <summary>The scenarios that a lab can run; their truth only when it is asked for.</summary>
[Cmdlet(VerbsCommon.Get, "TlsPathLabScenario")]
[OutputType(typeof(TlsPathLabScenario))]
public sealed class GetTlsPathLabScenarioCommand : PSCmdlet
{
    /// <summary>Names, with wildcards, or paths of scenario files; all shipped ones unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ScenarioCompleter))]
    [SupportsWildcards]
    [Alias("Name")]
    public string[] Scenario { get; set; } = ["*"];

    /// <summary>Tell what is broken as well, and what helps.</summary>
    [Parameter]
    public SwitchParameter IncludeTruth { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string wanted in Scenario)
        {
            if (WildcardPattern.ContainsWildcardCharacters(wanted))
            {
                var pattern = new WildcardPattern(wanted, WildcardOptions.IgnoreCase);
                foreach (string name in ScenarioFile.ShippedNames.Where(pattern.IsMatch))
                    WriteObject(RecordOf(ScenarioFile.Load(name), name));
                continue;
            }

            try
            {
                LabScenario scenario = ScenarioReader.Read(SessionState.Path, wanted);
                WriteObject(RecordOf(scenario, ScenarioFile.ShippedNames.Contains(scenario.Name, StringComparer.Ordinal) ? scenario.Name : wanted));
            }
            catch (ScenarioException e)
            {
                WriteError(Errors.ScenarioIsNotUsable(wanted, e));
            }
        }
    }

    private TlsPathLabScenario RecordOf(LabScenario scenario, string startedAs)
    {
        var record = new TlsPathLabScenario
        {
            Scenario = startedAs,
            Title = scenario.Title,
            Story = scenario.Story,
            HostName = scenario.Endpoint.Name,
            Fidelity = scenario.Fidelity.ToString(),
        };
        return !IncludeTruth ? record : record with
        {
            FaultyComponent = scenario.Truth.Component,
            FaultClass = scenario.Truth.FaultClass,
            Layer = scenario.Truth.Layer,
            Explanation = scenario.Truth.Explanation,
            Remedies = [.. scenario.Truth.Remedies],
            Innocent = [.. scenario.Truth.Innocent],
        };
    }
}
