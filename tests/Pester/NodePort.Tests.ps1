BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $lab = Start-TlsPathLab relay-node-fault
    $results = Test-TlsPerIP $lab.HostName -Count 5 -Rate 50 -TimeoutSeconds 10
    $map = $results | Get-TargetNodeMap
    $ports = $map | Test-NodePort -Count 5
    $bad = 'ip-10-40-11-23.eu-west-2.compute.internal'
}

AfterAll { Stop-TlsPathLab }

Describe 'Test-NodePort' {
    It 'asks each node once, and singles out the bad one through the API server' {
        $ports | Should -HaveCount 2
        $ports.Route | Select-Object -Unique | Should -Be 'through the API server'
        ($ports | Where-Object Verdict -EQ Failing).NodeName | Should -Be $bad
        ($ports | Where-Object Verdict -EQ Healthy) | Should -HaveCount 1
    }

    It 'makes exactly the rows of that node suspect' {
        $marked = $results | Get-TargetNodeMap -NodePortResult $ports
        $suspects = @($marked | Where-Object Suspect)
        $suspects.NodeName | Select-Object -Unique | Should -Be $bad
        $suspects.AddressFailing | Select-Object -Unique | Should -BeTrue
        $suspects.SuspectReason | Select-Object -Unique | Should -Not -BeNullOrEmpty
        $marked | Where-Object { -not $_.Suspect -and $_.SuspectReason } | Should -BeNullOrEmpty
        ($suspects | Format-Table | Out-String -Width 80) | Should -Match 'SUSPECT'
    }

    It 'goes the way that is asked for' {
        ($map | Test-NodePort -Count 5 -Route ApiServer | Where-Object Verdict -EQ Failing).NodeName | Should -Be $bad
    }

    It 'says "not reachable from here" where it is, which is no failure of the node' {
        $here = $map | Test-NodePort -Count 5 -Route Direct -TimeoutSeconds 0.5
        $here.Verdict | Select-Object -Unique | Should -Be 'Untested'
        $here.Attempts | Select-Object -Unique | Should -Be 0
        ($results | Get-TargetNodeMap -NodePortResult $here | Where-Object Suspect) | Should -BeNullOrEmpty
    }

    It 'says what a row lacks: <Name>' -ForEach @(
        @{ Name = 'the port'; Row = @{ NodeName = 'a' }; Id = 'NothingToRead' }
        @{ Name = 'the node'; Row = @{ NodePort = 32080 }; Id = 'NothingToRead' }
        @{ Name = 'a port that is one'; Row = @{ NodeName = 'a'; NodePort = 70000 }; Id = 'PortNotUsable' }
    ) {
        { Test-NodePort @Row -ErrorAction Stop } | Should -Throw -ErrorId "$Id,TlsPathTools.Commands.TestNodePortCommand"
    }

    It 'passes targets over that have no NodePort' {
        $without = [pscustomobject]@{ NodeName = 'a'; NodePort = $null }
        $rows = @($without, ($map | Where-Object NodeName -EQ $bad | Select-Object -First 1), $without)
        ($rows | Test-NodePort -Count 5 -ErrorAction Stop).NodeName | Should -Be $bad
    }

    It 'says so where no target has one' {
        { [pscustomobject]@{ NodeName = 'a'; NodePort = $null } | Test-NodePort -ErrorAction Stop } |
            Should -Throw -ErrorId 'NothingToRead,TlsPathTools.Commands.TestNodePortCommand'
    }
}
