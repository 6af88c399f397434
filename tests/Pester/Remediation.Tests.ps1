BeforeAll {
    . "$PSScriptRoot/Setup.ps1"

    # Which pod is kube-proxy on each node: another one after every restart.
    function Get-ProxyPod { (Get-NodeKubeProxy | Sort-Object NodeName | ForEach-Object { "$($_.NodeName) $($_.PodName)" }) -join ', ' }

    # What the API server noted down of changes by somebody at a prompt, and not by the cluster's own parts.
    function Get-Write($Lab) {
        Get-Content $Lab.AuditLogPath | ConvertFrom-Json | Where-Object { $_.verb -notin 'get', 'list', 'watch' -and $_.objectRef.resource -notlike 'selfsubject*' }
    }

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
        $after = @($rows | Restart-NodeKubeProxy -PassThru -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue |
            Test-TlsPerIP -Count 30 -Rate 50 -TimeoutSeconds 2)
        # A row for each target leads to the same address, which is tried once.
        $after | Should -HaveCount 1
        $after.IPAddress | Should -Be $rows[0].IPAddress
        $after.Attempts, $after.Failures, $after.Verdict | Should -Be 30, 0, 'Healthy'
        # The other zone's node is registered behind the failing address, which cannot reach it.
        $warnings | Should -HaveCount 1
        $warnings[0].Message | Should -BeLike 'Node worker-b is left alone: *'
        @(Get-Write $lab | Where-Object { $_.verb -eq 'delete' -and $_.objectRef.resource -eq 'pods' }) | Should -HaveCount 1
    }

    It 'says before what it would do and why, and writes nothing' {
        $lab = Start-TlsPathLab s05-kube-proxy-not-syncing
        $rows = Get-FailingRow $lab
        $rows | Restart-NodeKubeProxy -WhatIf -PassThru -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        Get-Write $lab | Should -BeNullOrEmpty
        $text = Invoke-NewProcess "
            Import-Module '$manifest'
            `$lab = Start-TlsPathLab s05-kube-proxy-not-syncing
            'worker-a' | Restart-NodeKubeProxy -WhatIf
            Stop-TlsPathLab"
        $text | Should -Match 'What if: delete pod kube-system/kube-proxy-\w+ of node worker-a'
        $text | Should -Match '  ok: Its rules do not follow the cluster: '
    }

    It 'does not help where the node itself is at fault, and the output says so' {
        $lab = Start-TlsPathLab relay-node-fault
        $after = @(Get-FailingRow $lab | Restart-NodeKubeProxy -PassThru -Confirm:$false -WarningAction SilentlyContinue | Test-TlsPerIP -Count 10 -Rate 50 -TimeoutSeconds 2)
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

    It 'leaves a node alone that the row''s address cannot reach, unless another row can or it is named alone' {
        $before = Get-ProxyPod
        $unreached = [pscustomobject]@{ NodeName = $nodes[0]; Reachable = $false }
        $unreached | Restart-NodeKubeProxy -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings.Message | Should -BeLike "Node $($nodes[0]) is left alone: no address of the rows that name it can reach it.*"
        Get-ProxyPod | Should -Be $before
        (@($unreached; [pscustomobject]@{ NodeName = $nodes[0]; Reachable = $true }) | Restart-NodeKubeProxy -Confirm:$false).Outcome | Should -Be Restarted
    }

    It 'restarts nothing on a node whose name two clusters have, until one is named' {
        $labs = @(Start-TlsPathLab s05-kube-proxy-not-syncing; Start-TlsPathLab s08-lb-subnet-without-route)
        $connections = @(foreach ($one in $labs) {
            $key = [pscredential]::new($one.AccessKeyId, (ConvertTo-Secret $one.SecretAccessKey))
            Connect-TlsPath -EndpointUrl $one.AwsEndpoint -Region $one.Region -AccessKey $key -KubeConfigPath $one.KubeConfigPath
        })
        try {
            Restart-NodeKubeProxy worker-a -Connection $connections -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problems.FullyQualifiedErrorId | Should -Be 'NodeInClusters,TlsPathTools.Commands.RestartNodeKubeProxyCommand'
            $labs | ForEach-Object { Get-Write $_ } | Should -BeNullOrEmpty
            # Two ways to one cluster are one cluster.
            (Restart-NodeKubeProxy worker-a -Connection $connections[0], $connections[0] -Confirm:$false).Outcome | Should -Be Restarted
        }
        finally {
            $connections | Disconnect-TlsPath
            $labs | Stop-TlsPathLab
        }
    }

    It 'touches no further node after a restart that did not end well' {
        # A pod takes three seconds here, and only one is waited.
        $scenario = Get-Content "$PSScriptRoot/../../src/TlsPathTools.Lab/Scenarios/Files/relay-node-fault.json" -Raw
        $file = Join-Path $TestDrive 'slow-pods.json'
        $scenario -replace '"endpoint":', '"timings": { "podStart": 3 }, "endpoint":' | Set-Content $file
        $slow = Start-TlsPathLab $file
        try {
            $restarts = @($nodes | Restart-NodeKubeProxy -Confirm:$false -TimeoutSeconds 1 -ErrorVariable problems -ErrorAction SilentlyContinue)
            $restarts.Outcome | Should -Be NotReady
            $problems.FullyQualifiedErrorId -replace ',.*' | Should -Be 'RestartFailed', 'OthersLeftAlone'
            "$($problems[1])" | Should -BeLike "*'$($nodes[0])', nothing was done to the other 1: $($nodes[1])."
            @(Get-Write $slow | Where-Object verb -EQ delete) | Should -HaveCount 1
        }
        finally { $slow | Stop-TlsPathLab }
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
