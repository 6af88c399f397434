# Each error that a page documents is produced, by the cmdlet of the page, with a message and with advice.
BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"

    # Of a name, an address or a port, for the cmdlets that take them; [id] = what produces it.
    $named = [ordered]@{
        NameNotUsable     = { & $cmdlet 'no name' }
        NameNotResolved   = { & $cmdlet 'nobody.invalid' }
        PortNotUsable     = { [pscustomobject]@{ HostName = 'relay.example.org'; Port = 65536 } | & $cmdlet }
    }
    $closed = { & $cmdlet @arguments -Connection $closedConnection }
    $bare = { $bareEvidence | & $cmdlet @arguments }
    $remedy = [ordered]@{
        ConnectionNotOpen = $closed
        ConnectionFailed  = { & $cmdlet $node -Connection $cloudOnly -Confirm:$false }
        NothingToRead     = { [pscustomobject]@{ NodeName = '' } | & $cmdlet -Confirm:$false }
        NodeAmbiguous     = { 'i-1', 'i-2' | ForEach-Object { [pscustomobject]@{ NodeName = $node; InstanceId = $_ } } | & $cmdlet -Confirm:$false }
        NodeInClusters    = { & $cmdlet worker-a -Connection $twoClusters -Confirm:$false }
        NoPrompt          = $null
    }
    $errors = @{
        'Compare-NodeNetworkConfig'  = @{ ConnectionNotOpen = $closed; NoSnapshot = $bare; NodeNotFound = { & $cmdlet $node, nobody, $otherNode }; TooFewNodes = { & $cmdlet $node } }
        'Connect-TlsPath'            = @{ ConnectionFailed = { & $cmdlet -NoKubernetes -ProfileName nobody }; ParametersConflict = { & $cmdlet -NoAws -NoKubernetes } }
        'Disconnect-TlsPath'         = @{ ConnectionNotFound = { & $cmdlet 4711 } }
        'Export-TlsPathEvidence'     = @{ ConnectionNotOpen = { $result | & $cmdlet $file -Connection $closedConnection }; NothingToRead = { @() | & $cmdlet $file }; EvidenceNotWritten = { $result | & $cmdlet "$TestDrive/no/such/folder.jsonl" -NoSnapshot } }
        'Find-LoadBalancerConflict'  = $named + @{ ConnectionFailed = { & $cmdlet -Connection $cloudOnly }; AddressNotUsable = { & $cmdlet -IPAddress 1.2.3 }; ConnectionNotOpen = $closed; NoSnapshot = $bare }
        'Get-EndpointLoadBalancer'   = $named + @{ AddressNotUsable = { & $cmdlet -IPAddress 1.2.3 }; ConnectionNotOpen = $closed; NoSnapshot = $bare; NothingToRead = { [pscustomobject]@{ HostName = $null } | & $cmdlet } }
        'Get-NodeKubeProxy'          = @{ ConnectionFailed = { & $cmdlet -Connection $cloudOnly }; ConnectionNotOpen = $closed; NoSnapshot = $bare; NodeNotFound = { & $cmdlet nobody }; NothingToRead = { [pscustomobject]@{ NodeName = $null } | & $cmdlet } }
        'Get-NodePodDistribution'    = @{ ConnectionNotOpen = $closed; ConnectionFailed = { & $cmdlet hutch hutch-relay -Connection $cloudOnly }; NoSnapshot = $bare; ServiceNotFound = { & $cmdlet hutch nobody }; NothingToRead = { & $cmdlet } }
        'Get-TargetNodeMap'          = $named + @{ AddressNotUsable = { & $cmdlet -IPAddress 1.2.3 }; ConnectionNotOpen = $closed; NoSnapshot = $bare; NothingToRead = { [pscustomobject]@{ HostName = $null } | & $cmdlet } }
        'Get-TlsPathLabScenario'     = @{ ScenarioNotUsable = { & $cmdlet "$TestDrive/broken.json" } }
        'Import-TlsPathEvidence'     = @{ EvidenceNotUsable = { & $cmdlet "$TestDrive/nobody.jsonl" } }
        'Measure-ServicePodLog'      = @{ ConnectionNotOpen = $closed; ConnectionFailed = { & $cmdlet hutch hutch-relay -Connection $cloudOnly }; ServiceNotFound = { & $cmdlet hutch nobody }; NothingToRead = { & $cmdlet } }
        'Resolve-EndpointIPs'        = $named + @{ OptionsNotUsable = { & $cmdlet $lab.HostName -TimeoutSeconds ([double]::NaN) }; ParametersConflict = { & $cmdlet $lab.HostName -Type A -AddressFamily IPv6 }; ServerNotUsable = { & $cmdlet $lab.HostName -Server 'no server' } }
        'Restart-NodeKubeProxy'      = $remedy + @{ RestartRefused = { & $cmdlet nobody -Confirm:$false }; RestartFailed = $null; OthersLeftAlone = $null }
        'Resume-NodeScheduling'      = $remedy + @{ SchedulingRefused = { & $cmdlet nobody -Confirm:$false }; SchedulingFailed = $null }
        'Start-TlsPathLab'           = @{ ScenarioNotUsable = { & $cmdlet nobody }; LabNotStarted = $null }
        'Stop-TlsPathLab'            = @{ LabNotFound = { & $cmdlet 4711 } }
        'Suspend-NodeScheduling'     = $remedy + @{ SchedulingRefused = { & $cmdlet nobody -Confirm:$false }; SchedulingFailed = $null }
        'Test-CertificateRenewal'    = @{ ConnectionFailed = { & $cmdlet -Connection $cloudOnly }; NameNotUsable = $named.NameNotUsable; NameNotResolved = $named.NameNotResolved; ConnectionNotOpen = $closed; NoSnapshot = $bare }
        'Test-NodePort'              = @{ ConnectionNotOpen = { & $cmdlet -NodeName $node -NodePort 32080 -Connection $closedConnection }; NothingToRead = { [pscustomobject]@{ NodeName = $node } | & $cmdlet }; PortNotUsable = { & $cmdlet -NodeName $node -NodePort 0 } }
        'Test-NodeReachability'      = @{ ConnectionNotOpen = $closed; NoSnapshot = $bare; NothingToRead = { [pscustomobject]@{ HostName = $null } | & $cmdlet }; ClientAddressNotUsable = { & $cmdlet $lab.HostName -ClientAddress 1.2.3 } }
        'Test-TlsPathPermission'     = @{ ConnectionNotOpen = $closed }
        'Test-TlsPerIP'              = $named + @{
            AddressNotUsable = { & $cmdlet $lab.HostName -IPAddress 1.2.3 }; CaFileNotUsable = { & $cmdlet $lab.HostName -CaFile "$TestDrive/nobody.pem" }
            NothingToProbe = { [pscustomobject]@{ HostName = $null } | & $cmdlet }; OptionsNotUsable = { & $cmdlet $lab.HostName -Count 1 -Path 'no path' }
            ParametersConflict = { & $cmdlet $lab.HostName -CompareDirect -NoProxy }; ProxyNotUsable = { & $cmdlet $lab.HostName -Proxy 'no proxy' }; ServerNotUsable = { & $cmdlet $lab.HostName -Server 'no server' }
        }
    }

    # Where a pair has no script: who produces it elsewhere, or why nobody can.
    $elsewhere = @{
        'Restart-NodeKubeProxy NoPrompt'          = 'Questions.Tests.ps1'
        'Suspend-NodeScheduling NoPrompt'         = 'Questions.Tests.ps1'
        'Resume-NodeScheduling NoPrompt'          = 'Questions.Tests.ps1'
        'Restart-NodeKubeProxy RestartFailed'     = 'Remediation.Tests.ps1, RestartFaultTests'
        'Restart-NodeKubeProxy OthersLeftAlone'   = 'Remediation.Tests.ps1'
        'Suspend-NodeScheduling SchedulingFailed' = 'NodeSchedulerTests: the API refuses what it said it would allow'
        'Resume-NodeScheduling SchedulingFailed'  = 'NodeSchedulerTests: the API refuses what it said it would allow'
        'Start-TlsPathLab LabNotStarted'          = 'a machine without loopback addresses, or without a free block of them'
    }

    $documented = foreach ($page in Get-Item "$PSScriptRoot/../../docs/en-US/*-*.md") {
        $notes = [regex]::Match([System.IO.File]::ReadAllText($page.FullName), '(?s)## NOTES(.*?)## RELATED').Groups[1].Value
        $ids = [regex]::Matches($notes, '`([A-Z]\w+)`').ForEach({ $_.Groups[1].Value }) | Where-Object { $_ -notin 'Healthy', 'Failing', 'Intermittent', 'Untested' } | Sort-Object -Unique
        foreach ($id in $ids) { @{ Cmdlet = $page.BaseName; Id = $id; Script = $errors[$page.BaseName]?[$id]; Elsewhere = $elsewhere["$($page.BaseName) $id"] } }
    }
}

BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $labs = @(Start-TlsPathLab s05-kube-proxy-not-syncing; Start-TlsPathLab s08-lb-subnet-without-route; Start-TlsPathLab relay-node-fault)
    $lab = $labs[-1]
    function Connect-Lab($One, [switch] $WithoutCluster) {
        $key = [pscredential]::new($One.AccessKeyId, (ConvertTo-Secret $One.SecretAccessKey))
        $cluster = $WithoutCluster ? @{ NoKubernetes = $true } : @{ KubeConfigPath = $One.KubeConfigPath }
        Connect-TlsPath -EndpointUrl $One.AwsEndpoint -Region $One.Region -AccessKey $key @cluster
    }

    $cloudOnly = Connect-Lab $lab -WithoutCluster
    $closedConnection = Connect-Lab $lab
    $closedConnection | Disconnect-TlsPath
    # The newest is the default.
    $twoClusters = @($labs[0, 1] | ForEach-Object { Connect-Lab $_ })
    $null = Connect-Lab $lab
    $node, $otherNode = @((Get-TargetNodeMap $lab.HostName -SkipKubeProxy).NodeName | Sort-Object -Unique)
    $result = Test-TlsPerIP $lab.HostName -Count 1
    $bareEvidence = $result | Export-TlsPathEvidence "$TestDrive/bare.jsonl" -NoSnapshot -PassThru
    $file = "$TestDrive/evidence.jsonl"
    '{' | Set-Content "$TestDrive/broken.json"
    # What a cmdlet needs before it comes to look at its connection or its evidence.
    $needed = @{
        'Get-EndpointLoadBalancer' = @{ HostName = $lab.HostName }; 'Get-TargetNodeMap' = @{ HostName = $lab.HostName }; 'Test-NodeReachability' = @{ HostName = $lab.HostName }
        'Get-NodePodDistribution' = @{ Namespace = 'hutch'; ServiceName = 'hutch-relay' }; 'Measure-ServicePodLog' = @{ Namespace = 'hutch'; ServiceName = 'hutch-relay' }
        'Compare-NodeNetworkConfig' = @{ NodeName = $node, $otherNode }; 'Restart-NodeKubeProxy' = @{ NodeName = $node; Confirm = $false }
        'Suspend-NodeScheduling' = @{ NodeName = $node; Confirm = $false }; 'Resume-NodeScheduling' = @{ NodeName = $node; Confirm = $false }
    }
}

AfterAll {
    Disconnect-TlsPath
    Stop-TlsPathLab
}

Describe 'An error of a page' {
    It 'is produced, or it is said who does: <Cmdlet> <Id>' -ForEach $documented {
        if (-not $Script) {
            $Elsewhere | Should -Not -BeNullOrEmpty
            return
        }

        $arguments = $needed[$Cmdlet] ?? @{}
        $ErrorActionPreference = 'SilentlyContinue'
        $Error.Clear()
        try { $null = & $Script 3>$null } catch { $null = $_ }
        $ErrorActionPreference = 'Stop'
        # Where one thing is wrong one thing is said.
        $cameFrom = $Error | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object FullyQualifiedErrorId | Where-Object { $_ -like '*TlsPathTools.Commands*' } | Sort-Object -Unique
        $own = @($Error | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -like "$Id,*" })
        $own.Count | Should -BeGreaterThan 0 -Because "what came was: $Error"
        $cameFrom | Should -Be $own[0].FullyQualifiedErrorId
        $own[0].FullyQualifiedErrorId | Should -Be "$Id,TlsPathTools.Commands.$($Cmdlet -replace '-')Command"
        "$($own[0])" | Should -Match '[.!]$'
        $own[0].ErrorDetails.RecommendedAction | Should -Match '\.$'
    }
}
