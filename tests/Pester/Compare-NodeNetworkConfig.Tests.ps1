BeforeAll { . "$PSScriptRoot/Setup.ps1" }

AfterAll { Stop-TlsPathLab }

Describe 'Compare-NodeNetworkConfig in the incident' {
    BeforeAll {
        $lab = Start-TlsPathLab relay-node-fault
        $map = Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP -Count 5 -Rate 50 -TimeoutSeconds 10 | Get-TargetNodeMap
        $rows = $map | Compare-NodeNetworkConfig -IncludeEqual
        $names = $map.NodeName | Sort-Object -Unique
    }
    AfterAll { Stop-TlsPathLab }

    It 'finds no difference that can explain the fault, for it is inside of the node' {
        $rows | Where-Object { $_.Same -eq $false -and $_.CanExplain -eq 'Yes' } | Should -BeNullOrEmpty
    }

    It 'calls equal <_> the same, and no proof' -ForEach 'SecurityGroups', 'SecurityGroupRules', 'NetworkAcl', 'NetworkAclInbound', 'NetworkAclOutbound' {
        $name = $_
        $row = $rows | Where-Object { $_.Subject -eq 'Node' -and $_.Property -eq $name }
        $row.Same | Should -BeTrue
        $row.Note | Should -Match 'prove nothing.*Test-NodeReachability'
    }

    It 'takes a node once, and knows the failing one by its address' {
        $rows[0].Nodes | Should -Be $names
        $rows[0].FaultyNodes | Should -Be ($map | Where-Object { $_.AddressFailing -and $_.Reachable }).NodeName
    }

    It 'leaves out what is equal' {
        $map | Compare-NodeNetworkConfig | Where-Object Same | Should -BeNullOrEmpty
    }

    It 'finds the instances of nodes that are named only' {
        (Compare-NodeNetworkConfig $names -Property ImageId -IncludeEqual).InstanceIds | Should -Not -Contain $null
    }

    It 'needs two nodes' {
        Compare-NodeNetworkConfig $names[0] -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -Be 'TooFewNodes,TlsPathTools.Commands.CompareNodeNetworkConfigCommand'
    }
}

Describe 'Compare-NodeNetworkConfig where the subnet of the load balancer is broken' {
    It 'names the routes of that subnet first' {
        $lab = Start-TlsPathLab s08-lb-subnet-without-route
        $first = Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP -Count 5 -Rate 50 -TimeoutSeconds 2 | Get-TargetNodeMap | Compare-NodeNetworkConfig | Select-Object -First 1
        "$($first.Subject) $($first.Property) $($first.LinesUpWithFault) $($first.CanExplain)" | Should -Be 'LoadBalancerSubnet Routes True Yes'
        $first.Detail | Should -Match "instead of '0\.0\.0\.0/0 to igw-"
    }
}

Describe 'Compare-NodeNetworkConfig -Summary' {
    BeforeAll {
        $lab = Start-TlsPathLab relay-node-fault
        $map = Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP -Count 5 -Rate 50 -TimeoutSeconds 10 | Get-TargetNodeMap
        $names = $map.NodeName | Sort-Object -Unique
        $summary = @($map | Compare-NodeNetworkConfig -Summary)
    }
    AfterAll { Stop-TlsPathLab }

    It 'is one object of one type' {
        $summary.Count | Should -Be 1
        $summary[0].PSTypeNames | Should -Contain 'TlsPathTools.Comparison.NodeComparisonSummary'
    }

    It 'counts what -IncludeEqual lists' {
        $rows = $map | Compare-NodeNetworkConfig -IncludeEqual
        $summary[0].Compared | Should -Be @($rows | Where-Object { $null -ne $_.Same }).Count
        $summary[0].Different | Should -Be @($rows | Where-Object { $_.Same -eq $false }).Count
    }

    It 'names nothing that could be the cause, and rules out neither groups nor nodes' {
        $summary[0].Candidates | Should -BeNullOrEmpty
        $summary[0].FaultyNodes.Count | Should -Be 1
        $summary[0].Detail | Should -Match 'None of these lines up with the fault and can explain it\..*can differ unseen.*do not rule these out: Test-NodeReachability'
    }

    It 'names what was not found, besides the error' {
        $with = Compare-NodeNetworkConfig ($names + 'nobody') -Summary -ErrorAction SilentlyContinue -ErrorVariable problem
        $with.NotFound | Should -Be 'nobody'
        $problem.FullyQualifiedErrorId | Should -Be 'NodeNotFound,TlsPathTools.Commands.CompareNodeNetworkConfigCommand'
    }

    It 'comes back from JSON as it was' {
        [TlsPathTools.TlsPathJson]::Deserialize([TlsPathTools.TlsPathJson]::Serialize($summary[0])) | Should -Be $summary[0]
    }

    It 'is a list that begins with the sentence' {
        ($summary | Out-String -Width 120).Trim() | Should -Match '^Detail +: \d+ properties of 2 nodes and of 2 load balancer subnets compared: \d+ differ\.'
    }
}

Describe 'Compare-NodeNetworkConfig in <Scenario>' -ForEach @(
    @{ Scenario = 's10-local-policy-wrong-check'; Explains = 'Yes'; Reason = 'by design.*asks port 10256, which says nothing of pods' }
    @{ Scenario = 's11-node-group-blocks-pods'; Explains = 'CorrelationOnly'; Reason = 'would move with the pods: Test-NodeReachability' }
) {
    It 'begins with where the pods are, and what that means' {
        $lab = Start-TlsPathLab $Scenario
        $first = Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP -Count 5 -Rate 50 -TimeoutSeconds 2 | Get-TargetNodeMap | Compare-NodeNetworkConfig | Select-Object -First 1
        Stop-TlsPathLab
        "$($first.Property) $($first.LinesUpWithFault) $($first.CanExplain)" | Should -Match "^ReadyEndpoints \S+ True $Explains$"
        $first.Reason | Should -Match $Reason
    }
}
