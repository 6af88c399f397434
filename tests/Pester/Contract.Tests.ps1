BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    . "$PSScriptRoot/Records.ps1"
    $kinds = @($recordSources.Keys)
    $takers = (Get-Command -Module TlsPathTools -CommandType Cmdlet | Where-Object {
            $_.Parameters.Values.Attributes | Where-Object { $_ -is [Parameter] -and $_.ValueFromPipelineByPropertyName } }).Name
    $forms = 'as it is', 'out of CLIXML', 'out of JSON', 'out of a job'
}

BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    . "$PSScriptRoot/Records.ps1"

    # Design, section 3: what each record says of itself by the shared names, ...
    $carries = @{
        EndpointAddress       = 'HostName', 'IPAddress', 'Port', 'CnameChain'
        ResolverAnswer        = 'HostName', 'IPAddresses', 'CnameChain'
        TlsPathResult         = 'HostName', 'IPAddress', 'Port', 'Attempts', 'Failures', 'FailureRate', 'Verdict', 'FailureKinds'
        TlsAttempt            = 'HostName', 'IPAddress', 'Port'
        ClientErrorMeaning    = 'HostName', 'Port'
        EndpointLoadBalancer  = 'HostName', 'IPAddress', 'Port', 'LoadBalancerArn', 'Region'
        TargetNode            = 'HostName', 'IPAddress', 'Port', 'LoadBalancerArn', 'TargetGroupArn', 'TargetId', 'InstanceId', 'PrivateIpAddress', 'NodePort', 'NodeName',
            'Namespace', 'ServiceName', 'Reachable', 'AddressFailing', 'Attempts', 'Failures', 'FailureRate', 'Verdict'
        NodePodDistribution   = 'NodeName', 'InstanceId', 'Namespace', 'ServiceName', 'NodePort'
        LoadBalancerConflict  = 'Namespace', 'ServiceName', 'LoadBalancerArn', 'TargetGroupArn', 'HostName', 'Port', 'NodePort'
        CertificateRenewal    = 'Namespace', 'HostName'
        PodLogSummary         = 'Namespace', 'ServiceName', 'NodeName'
        NodeConfigComparison  = @()
        NodeComparisonSummary = @()
        ReachabilityCheck     = 'HostName', 'IPAddress', 'Port', 'LoadBalancerArn', 'TargetGroupArn', 'TargetId', 'InstanceId', 'NodePort', 'NodeName', 'Namespace', 'ServiceName'
        NodePortResult        = 'HostName', 'InstanceId', 'PrivateIpAddress', 'NodePort', 'NodeName', 'Attempts', 'Failures', 'FailureRate', 'Verdict', 'FailureKinds'
        NodeKubeProxy         = 'NodeName', 'InstanceId', 'Namespace'
        NodeSchedulingChange  = 'NodeName', 'InstanceId'
        KubeProxyRestart      = 'NodeName', 'InstanceId', 'Namespace'
        PermissionCheck       = @('Namespace')
        TlsPathConnection     = 'ConnectionId', 'ProfileName', 'Region', 'ClusterName', 'KubeContext'
        TlsPathLabScenario    = 'Scenario', 'HostName'
        TlsPathLabSession     = 'LabId', 'Scenario', 'HostName', 'Port', 'Region', 'KubeConfigPath'
        # Its attempts are records and no number; it is taken whole.
        TlsPathEvidence       = @()
    }

    # ... and what each cmdlet takes; of several names the first that a record has.
    $address = 'HostName', 'IPAddress|IPAddresses', 'Port', 'CnameChain', 'Attempts', 'Failures', 'FailureRate', 'Verdict', 'FailureKinds'
    $takes = @{
        'Connect-TlsPath'           = 'ProfileName', 'Region', 'ClusterName', 'KubeConfigPath', 'KubeContext'
        'Disconnect-TlsPath'        = @('ConnectionId')
        'Resolve-EndpointIPs'       = 'Name=HostName', 'Port'
        'Test-TlsPerIP'             = 'HostName', 'IPAddress|IPAddresses|PrivateIpAddress', 'Port'
        'Get-EndpointLoadBalancer'  = $address
        'Find-LoadBalancerConflict' = $address
        'Get-TargetNodeMap'         = $address + 'LoadBalancerArn', 'TargetGroupArn'
        'Test-NodeReachability'     = $address + 'LoadBalancerArn', 'TargetGroupArn', 'NodeName', 'InstanceId', 'TargetId'
        'Get-NodePodDistribution'   = 'Namespace', 'ServiceName', 'NodeName'
        'Test-CertificateRenewal'   = 'Namespace', 'HostName'
        'Measure-ServicePodLog'     = 'Namespace', 'ServiceName'
        'Compare-NodeNetworkConfig' = 'NodeName', 'InstanceId', 'IPAddress', 'AddressFailing', 'Verdict', 'Reachable', 'LoadBalancerArn', 'TargetGroupArn'
        'Test-NodePort'             = 'NodeName', 'InstanceId', 'PrivateIpAddress', 'NodePort', 'HostName'
        'Get-NodeKubeProxy'         = @('NodeName')
        'Restart-NodeKubeProxy'     = 'NodeName', 'InstanceId', 'Reachable'
        'Suspend-NodeScheduling'    = 'NodeName', 'InstanceId', 'Reachable', 'TargetGroupArn'
        'Resume-NodeScheduling'     = 'NodeName', 'InstanceId', 'Reachable', 'TargetGroupArn'
        'Start-TlsPathLab'          = @('Scenario')
        'Stop-TlsPathLab'           = @('LabId')
    }

    # Functions with the parameters of the cmdlets, which keep what PowerShell binds to them.
    $joining = [System.Collections.Generic.List[hashtable]]::new()
    foreach ($name in $takes.Keys) {
        $metadata = [System.Management.Automation.CommandMetadata](Get-Command $name)
        $body = "$([System.Management.Automation.ProxyCommand]::GetCmdletBindingAttribute($metadata)) param($([System.Management.Automation.ProxyCommand]::GetParamBlock($metadata))) " +
            'process { $joining.Add(@{} + $PSBoundParameters) }'
        Set-Item "Function:Join-$name" ([scriptblock]::Create($body))
    }

    # What a pair binds, and what it should: "-Name value" each.
    function Get-Join([string] $Command, [string] $Kind, $Record) {
        $joining.Clear()
        $Record | & "Join-$Command" -ErrorAction SilentlyContinue
        $bound = $joining.Count -eq 1 ? $joining[0] : @{}
        # Two take texts as they are; what joins by no name is a text to PowerShell, which is for them to refuse.
        foreach ($text in 'Name', 'Scenario') { if ($bound.ContainsKey($text) -and "$($bound[$text])" -ceq "$Record") { $bound.Remove($text) } }
        $pairs = foreach ($take in $takes[$Command]) {
            $parameter, $names = $take -split '='
            $names = ($names ? $names : $parameter) -split '\|'
            @{ Parameter = ($parameter -split '\|')[0]; Property = $names | Where-Object { $_ -in $carries[$Kind] } | Select-Object -First 1 }
        }
        [pscustomobject]@{
            Bound    = @(foreach ($pair in $pairs) { if ($bound.ContainsKey($pair.Parameter)) { "-$($pair.Parameter) $(Format-Value $bound[$pair.Parameter])" } })
            Expected = @(foreach ($pair in $pairs) { if ($pair.Property) { "-$($pair.Parameter) $(Format-Value (Convert-Value -Command $Command -Parameter $pair.Parameter -Value $Record.($pair.Property)))" } })
        }
    }

    # As the parameter takes it: ConvertTo-Json writes an enum as its number.
    function Convert-Value([string] $Command, [string] $Parameter, $Value) {
        $type = (Get-Command $Command).Parameters[$Parameter].ParameterType
        $enum = $type.IsEnum ? $type : [Nullable]::GetUnderlyingType($type)
        $null -ne $Value -and $null -ne $enum -and $enum.IsEnum ? $Value -as $enum : $Value
    }

    # A mandatory parameter takes no null: PowerShell says so for that row, and goes on with the next.
    function Test-Refusal([string] $Command, [string] $Kind, $Record) {
        foreach ($take in @($takes[$Command]) -like '*=*') {
            $parameter, $name = $take -split '='
            $isMandatory = (Get-Command $Command).Parameters[$parameter].Attributes | Where-Object { $_ -is [Parameter] -and $_.Mandatory }
            if ($isMandatory -and $name -in $carries[$Kind] -and $null -eq $Record.$name) { return $true }
        }
        $false
    }

    # A list of one is as good as the one, and nothing as good as an empty text.
    function Format-Value($Value) { @($Value) -join ',' }

    $job = Start-Job { Set-StrictMode -Version Latest; . "$using:PSScriptRoot/Setup.ps1"; . "$using:PSScriptRoot/Records.ps1"; Get-EveryRecord $using:TestDrive; Stop-TlsPathLab }
    $records = @{ 'as it is' = Get-EveryRecord $TestDrive }
    $file = Join-Path $TestDrive 'records.clixml'
    $records['as it is'] | Export-Clixml $file -Depth 3
    $records['out of CLIXML'] = Import-Clixml $file
    $records['out of JSON'] = @{}
    foreach ($kind in $recordSources.Keys) { $records['out of JSON'][$kind] = @($records['as it is'][$kind] | ConvertTo-Json -Depth 3 -WarningAction Ignore | ConvertFrom-Json) }
    $records['out of a job'] = $job | Wait-Job -Timeout 120 | Receive-Job
    $job | Remove-Job -Force
}

AfterAll { Stop-TlsPathLab }

Describe 'The contract' {
    It 'has a line for every cmdlet that takes properties' {
        $there = Get-Command -Module TlsPathTools -CommandType Cmdlet | Where-Object {
            $_.Parameters.Values.Attributes | Where-Object { $_ -is [Parameter] -and $_.ValueFromPipelineByPropertyName }
        }
        $there.Name | Should -Be ($takes.Keys | Sort-Object)
    }

    It 'names every parameter by which <_> takes properties' -ForEach $takers {
        $parameters = (Get-Command $_).Parameters.Values | Where-Object { $_.Attributes | Where-Object { $_ -is [Parameter] -and $_.ValueFromPipelineByPropertyName } }
        $takes[$_] | ForEach-Object { ($_ -split '[=|]')[0] } | Sort-Object | Should -Be ($parameters.Name | Sort-Object)
    }

    It 'has a line for every record that a cmdlet puts out' {
        (Get-Command -Module TlsPathTools -CommandType Cmdlet).OutputType.Type.Name | Sort-Object -Unique | Should -Be ($carries.Keys | Sort-Object)
    }

    # Where a filter let nothing through, "all of them" was not meant: the next cmdlet may restart what comes out.
    It 'makes nothing of nothing: <_>' -ForEach @($takers | Where-Object { $_ -ne 'Export-TlsPathEvidence' }) {
        $arguments = $_ -match '^(Restart|Suspend|Resume)-' ? @{ Confirm = $false } : @{}
        @() | & $_ @arguments -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'does not take rows without a node for all nodes' {
        [pscustomobject]@{ NodeName = $null } | Get-NodeKubeProxy -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -Be 'NothingToRead,TlsPathTools.Commands.GetNodeKubeProxyCommand'
    }

    It 'is kept by a <_>' -ForEach $kinds {
        $record = $records['as it is'][$_]
        $record.Count | Should -BeGreaterThan 0
        $record[0].GetType().Name | Should -Be $_
        $names = ($takes.Values | ForEach-Object { $_ } | ForEach-Object { ($_ -split '=')[-1] -split '\|' }) + 'Name', 'ComputerName' | Sort-Object -Unique
        $shared = $record[0].PSObject.Properties.Name | Where-Object { $_ -in $names -and -not ($record[0] -is [TlsPathTools.EvidenceFiles.TlsPathEvidence]) } | Sort-Object
        $shared | Should -Be ($carries[$_] | Sort-Object)
    }

    It 'shows a <Kind> within <Width> columns' -ForEach @(foreach ($kind in $kinds) { foreach ($width in 80, 120) { @{ Kind = $kind; Width = $width } } }) {
        $PSStyle.OutputRendering, $before = 'PlainText', $PSStyle.OutputRendering
        try { $lines = ($records['as it is'][$Kind] | Out-String -Width $Width) -split '\r?\n' }
        finally { $PSStyle.OutputRendering = $before }
        @($lines | Where-Object { $_.Trim() }).Count | Should -BeGreaterThan 2
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual $Width
        # A list of raw properties is PowerShell's own way to show what has no view.
        $lines -join "`n" | Should -Not -Match '(?m)^Kind +:|EqualityContract'
    }

    It 'joins a <Kind> <Form> to every cmdlet' -ForEach @(foreach ($kind in $kinds) { foreach ($form in $forms) { @{ Kind = $kind; Form = $form } } }) {
        $rows = @($records[$Form][$Kind])
        $rows.Count | Should -Be @($records['as it is'][$Kind]).Count
        foreach ($command in $takes.Keys) {
            foreach ($row in $rows) {
                $join = Get-Join -Command $command -Kind $Kind -Record $row
                $expected = (Test-Refusal -Command $command -Kind $Kind -Record $row) ? '' : $join.Expected -join ' '
                $join.Bound -join ' ' | Should -BeExactly $expected -Because "$Kind is piped to $command"
            }
        }
    }
}
