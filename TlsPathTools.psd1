@{
    RootModule           = 'TlsPathTools.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'e57e549f-7266-44b1-b8fb-002f7f45d003'
    Author               = 'TlsPathTools contributors'
    Copyright            = 'Copyright (c) TlsPathTools contributors. MIT licensed.'
    Description          = 'Finds out why TLS connections to a service fail now and then: which of its addresses fails, how often, at which stage, and with which event on the wire.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('TlsPathTools.Format.ps1xml', 'TlsPathTools.Path.Format.ps1xml', 'TlsPathTools.Findings.Format.ps1xml', 'TlsPathTools.Comparison.Format.ps1xml', 'TlsPathTools.Reachability.Format.ps1xml', 'TlsPathTools.Remediation.Format.ps1xml')
    CmdletsToExport      = @(
        'Compare-NodeNetworkConfig'
        'Connect-TlsPath'
        'ConvertFrom-TlsClientError'
        'Disconnect-TlsPath'
        'Export-TlsPathEvidence'
        'Find-LoadBalancerConflict'
        'Get-EndpointLoadBalancer'
        'Get-NodeKubeProxy'
        'Get-NodePodDistribution'
        'Get-TargetNodeMap'
        'Get-TlsPathConnection'
        'Get-TlsPathLabScenario'
        'Import-TlsPathEvidence'
        'Measure-ServicePodLog'
        'Resolve-EndpointIPs'
        'Restart-NodeKubeProxy'
        'Resume-NodeScheduling'
        'Start-TlsPathLab'
        'Stop-TlsPathLab'
        'Suspend-NodeScheduling'
        'Test-CertificateRenewal'
        'Test-NodePort'
        'Test-NodeReachability'
        'Test-TlsPathPermission'
        'Test-TlsPerIP'
    )
    AliasesToExport      = @('Resolve-EndpointIP')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('TLS', 'SSL', 'DNS', 'Network', 'Diagnostics', 'LoadBalancer', 'Proxy', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}
