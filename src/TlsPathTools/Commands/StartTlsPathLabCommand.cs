using System.Management.Automation;
using TlsPathTools.Completers;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Labs;

namespace TlsPathTools.Commands;

/// <summary>Starts a small world on loopback that breaks on purpose, in this process.</summary>
[Cmdlet(VerbsLifecycle.Start, "TlsPathLab")]
[OutputType(typeof(TlsPathLabSession))]
public sealed class StartTlsPathLabCommand : CancellableCommand
{
    /// <summary>The scenario that the project was born from.</summary>
    internal const string DefaultScenario = "relay-node-fault";

    /// <summary>A shipped scenario, or the path of a scenario file.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScenarioCompleter))]
    [ValidateNotNullOrEmpty]
    public string Scenario { get; set; } = DefaultScenario;

    /// <summary>Let the lab write packet filter rules into this network namespace.</summary>
    [Parameter]
    public SwitchParameter AllowNftables { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        LabScenario scenario;
        try
        {
            scenario = ScenarioReader.Read(SessionState.Path, Scenario);
        }
        catch (ScenarioException e)
        {
            WriteError(Errors.ScenarioIsNotUsable(Scenario, e));
            return;
        }

        TlsPathLab? lab = null;
        Run(async (pipeline, cancellationToken) =>
        {
            try
            {
                lab = await TlsPathLab.StartAsync(scenario, new LabOptions { AllowNftables = AllowNftables }, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                await pipeline.ErrorAsync(Errors.LabIsNotStarted(scenario.Name, e)).ConfigureAwait(false);
            }
        });
        if (lab is not null)
            WriteObject(RunningLabs.OfThisRunspace.Add(lab, DateTimeOffset.UtcNow));
    }
}
