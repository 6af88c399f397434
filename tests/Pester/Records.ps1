# Dot-sourced where records of every cmdlet are needed: real ones, of the incident's lab.

# How each record comes about. Cmdlets that put out two kinds have a line for each.
$recordSources = [ordered]@{
    EndpointAddress          = { Resolve-EndpointIPs $lab.HostName }
    ResolverAnswer           = { Resolve-EndpointIPs $lab.HostName -PerServer }
    TlsPathResult            = { $results }
    TlsAttempt               = { Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP -Count 2 -Rate 100 -TimeoutSeconds 2 -PerAttempt }
    ClientErrorMeaning       = { ConvertFrom-TlsClientError 'curl: (35) Recv failure: Connection reset by peer' }
    EndpointLoadBalancer     = { $results | Get-EndpointLoadBalancer }
    TargetNode               = { $map }
    NodePodDistribution      = { Get-NodePodDistribution hutch hutch-relay }
    LoadBalancerConflict     = { Find-LoadBalancerConflict }
    CertificateRenewal       = { Test-CertificateRenewal -Namespace hutch }
    PodLogSummary            = { Measure-ServicePodLog hutch hutch-relay }
    NodeConfigComparison     = { $map | Compare-NodeNetworkConfig }
    NodeComparisonSummary    = { $map | Compare-NodeNetworkConfig -Summary }
    ReachabilityCheck        = { $map | Test-NodeReachability }
    NodePortResult           = { $map | Test-NodePort -Count 2 }
    NodeKubeProxy            = { Get-NodeKubeProxy }
    NodeSchedulingChange     = { $map | Suspend-NodeScheduling -Confirm:$false; $null = $map | Resume-NodeScheduling -Confirm:$false }
    KubeProxyRestart         = { $map | Restart-NodeKubeProxy -Confirm:$false }
    PermissionCheck          = { Test-TlsPathPermission }
    TlsPathConnection        = { Connect-TlsPath -EndpointUrl $lab.AwsEndpoint -Region $lab.Region -AccessKey $key -KubeConfigPath $lab.KubeConfigPath }
    TlsPathLabScenario       = { Get-TlsPathLabScenario relay-node-fault }
    TlsPathLabSession        = { $lab }
    TlsPathEvidence          = { $results | Export-TlsPathEvidence -Path (Join-Path $folder "evidence-$PID.json") -PassThru }
}

# Starts the lab, and gives at most two records of each kind, by kind.
function Get-EveryRecord([string] $Folder) {
    $folder = $Folder
    $lab = Start-TlsPathLab relay-node-fault
    $key = [pscredential]::new($lab.AccessKeyId, (ConvertTo-Secret $lab.SecretAccessKey))
    $results = @(Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP -Count 5 -Rate 100 -TimeoutSeconds 2)
    $map = @($results | Get-TargetNodeMap)
    $records = [ordered]@{}
    foreach ($kind in $recordSources.Keys) { $records[$kind] = @(& $recordSources[$kind] | Select-Object -First 2) }
    $records
}
