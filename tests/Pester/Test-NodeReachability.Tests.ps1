BeforeAll { . "$PSScriptRoot/Setup.ps1" }

AfterAll { Stop-TlsPathLab }

Describe 'Test-NodeReachability where a group stops flows between nodes' {
    BeforeAll {
        $lab = Start-TlsPathLab s11-node-group-blocks-pods
        $map = Resolve-EndpointIPs $lab.HostName | Get-TargetNodeMap
        $checks = $map | Test-NodeReachability
    }
    AfterAll { Stop-TlsPathLab }

    It 'judges the hop from the client once an address, and the others once a row' {
        @($checks | Where-Object Hop -EQ ClientToLoadBalancer).Count | Should -Be 2
        foreach ($hop in 'LoadBalancerToTarget', 'HealthCheck', 'NodeToPod') { @($checks | Where-Object Hop -EQ $hop).Count | Should -Be $map.Count }
    }

    It 'names the group, the rule that is missing, and that it moves with the pod' {
        $stopped = @($map | Test-NodeReachability -NotAllowed)
        $stopped.NodeName | Sort-Object -Unique | Should -Be 'worker-a'
        $stopped[0].DecidedBy | Should -Be 'sg-574c4a2d80385c22a'
        $stopped[0].SmallestChange | Should -Match '^add an inbound rule to sg-574c4a2d80385c22a that allows tcp 8443 from '
        "$($stopped[0].Notes)" | Should -Match 'moves when they move'
    }

    It 'takes only the rows that are piped in' {
        $map | Where-Object NodeName -EQ worker-b | Test-NodeReachability | ForEach-Object NodeName | Sort-Object -Unique | Should -Be 'worker-b'
        Test-NodeReachability $lab.HostName -NodeName worker-a | Where-Object NodeName | ForEach-Object NodeName | Sort-Object -Unique | Should -Be 'worker-a'
    }

    It 'shows each hop in a line of its own at <_> columns' -ForEach 80, 120 {
        $text = $checks | Out-String -Width $_
        $text | Should -Match '(?m)^worker-a → pods :8443 +Denied +sg-574c4a2d80385c22a: no'
        $text | Should -Match '(?m)^client → listener :443 +Allowed'
        ($text -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual ($_ + 1)
    }

    It 'refuses what is no address of a client' {
        { $map | Test-NodeReachability -ClientAddress nonsense } | Should -Throw -ErrorId 'ClientAddressNotUsable,TlsPathTools.Commands.TestNodeReachabilityCommand'
    }

    It 'survives JSON' {
        $back = $checks | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $back.Count | Should -Be $checks.Count
        $back[0].Controls | Should -Be $checks[0].Controls
    }
}

Describe 'Test-NodeReachability in the incident' {
    It 'finds every rule allowing: it is no matter of rules' {
        $lab = Start-TlsPathLab relay-node-fault
        Resolve-EndpointIPs $lab.HostName | Get-TargetNodeMap | Test-NodeReachability -NotAllowed | Should -BeNullOrEmpty
    }
}

Describe 'Test-NodeReachability where the load balancer''s own subnet has lost its route' {
    It 'names the route table, and that it is the answer that is stopped' {
        $lab = Start-TlsPathLab s08-lb-subnet-without-route
        $stopped = @(Test-NodeReachability $lab.HostName -NotAllowed)
        $stopped.Count | Should -Be 1
        "$($stopped[0].Hop) $($stopped[0].DecidedBy) $($stopped[0].OnlyAnswer)" | Should -Be 'ClientToLoadBalancer rtb-b5df2a36796269747 True'
        $stopped[0].SmallestChange | Should -Match 'lead to igw-'
    }
}
