BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $lab = Start-TlsPathLab relay-node-fault
    $results = Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP -Count 5 -Rate 50 -TimeoutSeconds 10
    $failing = ($results | Where-Object Verdict -EQ Failing).IPAddress
    $map = $results | Get-TargetNodeMap

    # What identifies a row, and what is concluded in it.
    function Get-Chain($Rows) {
        foreach ($row in $Rows) {
            '{0} {1}/{2} {3}:{4} {5} {6} {7} failing={8} suspect={9}' -f $row.IPAddress, $row.Failures, $row.Attempts,
                $row.NodeName, $row.NodePort, $row.TargetHealth, $row.Reachable, $row.Share, $row.AddressFailing, $row.Suspect
        }
    }

    function Get-View($Records, [int] $Width) {
        $PSStyle.OutputRendering, $before = 'PlainText', $PSStyle.OutputRendering
        try { ($Records | Out-String -Width $Width).Trim([char[]]"`r`n") -split '\r?\n' }
        finally { $PSStyle.OutputRendering = $before }
    }
}

AfterAll { Stop-TlsPathLab }

Describe 'Get-TargetNodeMap' {
    It 'gives the chain of the incident, with the failing address marked and nobody suspected' {
        $map | Should -HaveCount 4
        $map | Should -BeOfType ([TlsPathTools.Topology.Map.TargetNode])
        ($map | Where-Object AddressFailing).IPAddress | Select-Object -Unique | Should -Be $failing
        $map | Where-Object Suspect | Should -BeNullOrEmpty
        $chain = @($map | Where-Object { $_.IPAddress -eq $failing -and $_.Reachable })
        $chain | Should -HaveCount 1
        $chain.LoadBalancerName | Should -Be 'eoe-sde-codisc-relay-alb'
        $chain.TargetGroupName | Should -Be 'eoe-sde-codisc-relay-tg'
        $chain.InstanceId | Should -Be 'i-0a3061a5b059d819c'
        $chain.NodePort | Should -Be 32080
        "$($chain.Namespace)/$($chain.ServiceName)" | Should -Be 'hutch/hutch-relay'
        $chain.Failures, $chain.Attempts | Should -Be 5, 5
        $chain.HealthCheckScope | Should -Be 'HostProcess'
    }

    It 'reads at a glance at 80 columns' {
        $lines = Get-View $map 80
        $lines[0].Trim() | Should -Be 'Path: relay.codisc-eoe-sde.uk:443 → eoe-sde-codisc-relay-alb'
        $lines[2].TrimEnd() | Should -Be 'IPAddress          Failed Share Node                     Port Health    Suspect'
        $lines[4].TrimEnd() | Should -Be "$($failing.PadRight(15))     5/5 ! 100 % ip-10-40-11-23          32080 healthy"
        $lines[5].TrimEnd() | Should -Be "$($failing.PadRight(15))     5/5 !  none ip-10-40-12-87          32080 healthy"
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'has no column that is cut to nothing at <_> columns' -ForEach 80, 120, 160 {
        $lines = Get-View $map $_
        # A header that does not fit is broken over several lines, and the rule below it is then not the second one.
        $lines[3].TrimEnd() | Should -Match '^-+( +-+)+$'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
    }

    It 'needs no probes and no addresses' {
        $bare = Get-TargetNodeMap $lab.HostName -SkipKubeProxy
        $bare | Should -HaveCount 4
        $bare | Where-Object { $null -ne $_.Verdict } | Should -BeNullOrEmpty
        $bare | Where-Object AddressFailing | Should -BeNullOrEmpty
    }

    It 'shows a load balancer or a target group by its ARN' {
        $whole = [pscustomobject]@{ LoadBalancerArn = $map[0].LoadBalancerArn } | Get-TargetNodeMap -SkipKubeProxy
        ($whole.InstanceId | Sort-Object -Unique) | Should -Be ($map.InstanceId | Sort-Object -Unique)
        $group = Get-TargetNodeMap -TargetGroupArn $map[0].TargetGroupArn -SkipKubeProxy
        ($group.InstanceId | Sort-Object -Unique) | Should -Be ($map.InstanceId | Sort-Object -Unique)
    }

    It 'goes on with the address that is usable, and says which is not' {
        $rows = Get-TargetNodeMap -IPAddress 'nonsense', $failing -SkipKubeProxy -ErrorVariable problems -ErrorAction SilentlyContinue
        $rows | Should -HaveCount 2
        $problems.FullyQualifiedErrorId | Should -Be 'AddressNotUsable,TlsPathTools.Commands.GetTargetNodeMapCommand'
    }

    It 'says that nothing was asked' {
        { [pscustomobject]@{ HostName = '' } | Get-TargetNodeMap -ErrorAction Stop } | Should -Throw -ErrorId 'NothingToRead,TlsPathTools.Commands.GetTargetNodeMapCommand'
    }
}

Describe 'The steps after the map' {
    It 'take its rows: <_>' -ForEach 'Get-NodePodDistribution', 'Get-NodeKubeProxy' {
        ($map | & $_).NodeName | Sort-Object -Unique | Should -Be ($map.NodeName | Sort-Object -Unique)
    }

    It 'count the lines of the pods behind them' {
        ($map | Measure-ServicePodLog).ServiceName | Should -Be 'hutch-relay'
    }

    It 'find the load balancer behind each address' {
        $found = $results | Get-EndpointLoadBalancer
        $found.LoadBalancerName | Select-Object -Unique | Should -Be 'eoe-sde-codisc-relay-alb'
        $found.TlsTermination | Select-Object -Unique | Should -Be 'Target'
    }

    It 'find the conflict, and that it does not own the failing address' {
        $conflict = $results | Find-LoadBalancerConflict
        $conflict.ConflictKind | Should -Be 'DuplicateListener'
        $conflict.OwnsFailingAddress | Should -BeFalse
    }

    It 'find the renewal that is stuck, and that it explains nothing yet' {
        $renewal = $results | Test-CertificateRenewal
        $renewal.MissingObject | Should -Be 'Secret hutch/cloudflare-issuer-api-token'
        $renewal.ServedStillValid | Should -BeTrue
        $renewal.ExplainsSymptom | Should -BeFalse
    }

    It 'look for renewals in the namespaces that rows name, each once' {
        $rows = @(Get-NodePodDistribution hutch hutch-relay; [pscustomobject]@{ Namespace = 'nowhere' })
        $rows.Count | Should -BeGreaterThan 2
        ($rows | Test-CertificateRenewal).Namespace | Should -Be 'hutch'
        $rows[-1] | Test-CertificateRenewal | Should -BeNullOrEmpty
        @($rows[-1]; [pscustomobject]@{ Namespace = $null }) | Test-CertificateRenewal | Should -HaveCount 1
    }
}

Describe 'Rows that left the session' {
    It 'give the same map and the same next step after <Name>' -ForEach @(
        @{ Name = 'JSON'; Trip = { $args[0] | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json } }
        @{ Name = 'CLIXML'; Trip = { $args[0] | Export-Clixml "$TestDrive/rows.clixml"; Import-Clixml "$TestDrive/rows.clixml" } }
    ) {
        Get-Chain (& $Trip $results | Get-TargetNodeMap) | Should -Be (Get-Chain $map)
        $back = & $Trip $map
        ($back | Get-NodeKubeProxy).NodeName | Should -Be ($map | Get-NodeKubeProxy).NodeName
        ($back | Get-NodePodDistribution).UsableEndpoints | Should -Be 1, 1
        Get-View $back[0] 80 | Should -Not -BeNullOrEmpty
    }

    It 'look the same in a table' {
        $map | Export-Clixml "$TestDrive/map.clixml"
        Get-View (Import-Clixml "$TestDrive/map.clixml") 160 | Should -Be (Get-View $map 160)
    }

    It 'come from a job' {
        $job = Start-Job {
            Import-Module $using:manifest
            $lab = Start-TlsPathLab s05-kube-proxy-not-syncing
            Test-TlsPerIP $lab.HostName -Count 5 -Rate 50 -TimeoutSeconds 1 | Get-TargetNodeMap
            Get-NodeKubeProxy
        }
        try { $rows = $job | Wait-Job -Timeout 60 | Receive-Job }
        finally { $job | Remove-Job -Force }

        # A stale sync against fresh siblings is seen from inside: the rows of that node are suspect, and the proxy by itself says the same.
        $suspects = @($rows | Where-Object { $_.psobject.Properties['Suspect']?.Value })
        $suspects.NodeName | Sort-Object -Unique | Should -Be 'worker-a'
        ($rows | Where-Object { $_.psobject.Properties['SyncState']?.Value -eq 'Stale' }).NodeName | Should -Be 'worker-a'
    }
}

Describe 'Addresses that are not ours' {
    It 'have a row that says whose they are, at a glance' {
        $stale = Start-TlsPathLab s09-stale-address
        try {
            $rows = Get-TargetNodeMap $stale.HostName -SkipKubeProxy
            $foreign = $rows | Where-Object Owner -NE LoadBalancer
            $foreign.Owner | Should -Be 'NotFound'
            $foreign.Suspect | Should -BeFalse
            (Get-View $rows 80) -join "`n" | Should -Match 'Path: login.example.org:443 → not found in what was read'
        }
        finally {
            $stale | Stop-TlsPathLab
        }
    }

    It 'a group without targets shows the share that nobody answers' {
        $weighted = Start-TlsPathLab x01-weighted-dead-group
        try {
            $rows = Get-TargetNodeMap $weighted.HostName -SkipKubeProxy
            (Get-View $rows 80) -join "`n" | Should -Match '17 % \(no target\)'
        }
        finally {
            $weighted | Stop-TlsPathLab
        }
    }
}
