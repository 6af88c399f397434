using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Completers;

/// <summary>Completes -Scenario with the shipped names; paths are completed by PowerShell itself where no name fits.</summary>
internal sealed class ScenarioCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ScenarioFile.ShippedNames
            .Where(name => name.Contains(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, ScenarioFile.Load(name).Title));
}
