BeforeAll {
    . "$PSScriptRoot/Setup.ps1"

    # Which pod is kube-proxy on each node: another one after every restart.
    function Get-ProxyPod { (Get-NodeKubeProxy | Sort-Object NodeName | ForEach-Object { "$($_.NodeName) $($_.PodName)" }) -join ', ' }

    function Get-FailingRow($Lab) {
        @(Resolve-EndpointIPs $Lab.HostName | Test-TlsPerIP -Count 10 -Rate 50 -TimeoutSeconds 2 | Get-TargetNodeMap | Where-Object AddressFailing)
    }
}

AfterAll { Stop-TlsPathLab }

Describe 'Restart-NodeKubeProxy in the pipeline' {
    AfterEach { Stop-TlsPathLab }

    It 'lets the address recover where its rules were not written' {
        $lab = Start-TlsPathLab s05-kube-proxy-not-syncing
        $rows = Get-FailingRow $lab
        $rows.Count | Should -BeGreaterThan 0
        $after = @($rows | Restart-NodeKubeProxy -PassThru -Confirm:$false | Test-TlsPerIP -Count 30 -Rate 50 -TimeoutSeconds 2)
        # A row for each target leads to the same address, which is tried once.
        $after | Should -HaveCount 1
        $after.IPAddress | Should -Be $rows[0].IPAddress
        # Two or three of the first attempts time out even after the sync was seen; why is not settled yet, so more would be a failure here.
        $after.Attempts | Should -Be 30
        $after.Failures | Should -BeLessThan 15
        (Test-TlsPerIP $lab.HostName -Count 10 -Rate 50 -TimeoutSeconds 2).Verdict | Sort-Object -Unique | Should -Be Healthy
    }

    It 'does not help where the node itself is at fault, and the output says so' {
        $lab = Start-TlsPathLab relay-node-fault
        $after = @(Get-FailingRow $lab | Restart-NodeKubeProxy -PassThru -Confirm:$false | Test-TlsPerIP -Count 10 -Rate 50 -TimeoutSeconds 2)
        $after | Should -HaveCount 1
        $after.Verdict | Should -Be Failing
        $after.Failures, $after.Attempts | Should -Be 10, 10
    }

    It 'comes after a comparison of the nodes' {
        $lab = Start-TlsPathLab relay-node-fault
        $compared = Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP -Count 5 -Rate 50 -TimeoutSeconds 2 | Get-TargetNodeMap | Compare-NodeNetworkConfig
        $compared | Should -Not -BeNullOrEmpty
    }
}

Describe 'Restart-NodeKubeProxy' {
    BeforeAll {
        $lab = Start-TlsPathLab relay-node-fault
        $rows = @(Get-TargetNodeMap $lab.HostName -SkipKubeProxy)
        $nodes = @($rows.NodeName | Sort-Object -Unique)
    }

    It 'writes nothing with -WhatIf' {
        $before = Get-ProxyPod
        $rows | Restart-NodeKubeProxy -WhatIf -PassThru | Should -BeNullOrEmpty
        Get-ProxyPod | Should -Be $before
    }

    It 'restarts a node once, and gives back each row that named it as it came' {
        $before = Get-ProxyPod
        $back = @($rows | Restart-NodeKubeProxy -PassThru -Confirm:$false)
        $back | Should -HaveCount $rows.Count
        foreach ($row in $back) { @($rows | Where-Object { [object]::ReferenceEquals($_, $row) }) | Should -HaveCount 1 }
        Get-ProxyPod | Should -Not -Be $before
        @($rows | Restart-NodeKubeProxy -Confirm:$false) | Should -HaveCount $nodes.Count
    }

    It 'takes a name that is piped in' {
        ($nodes[0] | Restart-NodeKubeProxy -Confirm:$false).Outcome | Should -Be Restarted
    }

    It 'leaves a node alone that is another instance: <Id>' -ForEach @(
        @{ Id = 'RestartRefused'; Instances = @('i-00000000000000000') }
        @{ Id = 'NodeAmbiguous'; Instances = 'i-00000000000000000', 'i-11111111111111111' }
    ) {
        $before = Get-ProxyPod
        $Instances | ForEach-Object { [pscustomobject]@{ NodeName = $nodes[0]; InstanceId = $_ } } |
            Restart-NodeKubeProxy -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -Be "$Id,TlsPathTools.Commands.RestartNodeKubeProxyCommand"
        Get-ProxyPod | Should -Be $before
    }

    It 'says that no row names a node' {
        { [pscustomobject]@{ NodeName = '' } | Restart-NodeKubeProxy -Confirm:$false -ErrorAction Stop } |
            Should -Throw -ErrorId 'NothingToRead,TlsPathTools.Commands.RestartNodeKubeProxyCommand'
    }

    It 'stops before the first change where nobody can be asked' {
        Invoke-NewProcess "
            Import-Module '$manifest'
            `$null = Start-TlsPathLab relay-node-fault
            `$before = (Get-NodeKubeProxy).PodName -join ' '
            (Get-NodeKubeProxy) | Restart-NodeKubeProxy -ErrorVariable problems -ErrorAction SilentlyContinue
            `$problems.FullyQualifiedErrorId -join ' '
            `$before -eq ((Get-NodeKubeProxy).PodName -join ' ')
            Stop-TlsPathLab" | Should -Match '^(NoPrompt,TlsPathTools.Commands.RestartNodeKubeProxyCommand ?){2}\s+True$'
    }
}
