using System.Management.Automation;
using TlsPathTools.ClientErrors;
using TlsPathTools.Parameters;

namespace TlsPathTools.Commands;

/// <summary>Lines of a TLS client's log → what each can mean on the wire.</summary>
[Cmdlet(VerbsData.ConvertFrom, "TlsClientError")]
[OutputType(typeof(ClientErrorMeaning))]
public sealed class ConvertFromTlsClientErrorCommand : PSCmdlet
{
    private int _lines;
    private int _recognized;

    /// <summary>Log lines, exceptions or error records.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Text", "Line")]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public object?[]? InputObject { get; set; }

    /// <summary>Whether an explicit proxy stands between client and server; both readings are given unless said.</summary>
    [Parameter]
    public SwitchParameter BehindProxy { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool? behindProxy = MyInvocation.BoundParameters.ContainsKey(nameof(BehindProxy)) ? BehindProxy.IsPresent : null;
        foreach (string line in (InputObject ?? []).SelectMany(ClientErrorText.LinesOf))
        {
            _lines++;
            if (ClientErrorReader.Read(line, behindProxy) is { } meaning)
            {
                _recognized++;
                WriteObject(meaning);
            }
            else
            {
                // A log line may hold a token; its number is enough to find it.
                WriteVerbose($"Line {_lines} holds no error of a known client.");
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_recognized == 0)
            WriteWarning($"No error of a known TLS client in {_lines} line(s). Give the client's own error text, with the inner exceptions if there are any.");
    }
}
