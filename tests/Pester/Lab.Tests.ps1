BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $quick = @{ Count = 5; Rate = 50; TimeoutSeconds = 10 }
}

AfterAll { Stop-TlsPathLab }

Describe 'Get-TlsPathLabScenario' {
    It 'lists the shipped scenarios, the incident first, without their truth' {
        $all = Get-TlsPathLabScenario
        $all[0].Scenario | Should -BeExactly 'relay-node-fault'
        $all.Count | Should -BeGreaterThan 25
        $all | Where-Object { $_.FaultyComponent -or $_.Explanation -or $_.Remedies } | Should -BeNullOrEmpty
    }

    It 'takes wildcards and tells the truth when asked' {
        $asked = Get-TlsPathLabScenario relay-node* -IncludeTruth
        $asked.Scenario | Should -BeExactly 'relay-node-fault'
        $asked.FaultyComponent | Should -BeLike 'node:*'
        $asked.Remedies | Should -Not -BeNullOrEmpty
    }

    It 'says which names are near one that is not there' {
        { Get-TlsPathLabScenario relay-node-falt -ErrorAction Stop } |
            Should -Throw -ErrorId 'ScenarioNotUsable,TlsPathTools.Commands.GetTlsPathLabScenarioCommand' -ExpectedMessage '*relay-node-fault*'
    }

    It 'completes names' {
        (TabExpansion2 'Start-TlsPathLab relay-').CompletionMatches.CompletionText | Should -Contain 'relay-node-fault'
    }
}

Describe 'A lab in the session' {
    BeforeAll {
        $lab = Start-TlsPathLab relay-node-fault
        $results = Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP @quick
    }

    AfterAll { Stop-TlsPathLab }

    It 'says how it is reached' {
        $lab | Should -BeOfType ([TlsPathTools.TlsPathLabSession])
        $lab.HostName | Should -Be 'relay.codisc-eoe-sde.uk'
        Test-Path $lab.KubeConfigPath | Should -BeTrue
        Test-Path $lab.CaFile | Should -BeTrue
        ($lab | Format-List | Out-String) | Should -Not -Match ([regex]::Escape($lab.SecretAccessKey))
    }

    It 'is what the cmdlets use for its names and addresses' {
        $results.Count | Should -Be 2
        @($results | Where-Object Verdict -EQ Failing).Count | Should -Be 1
        @($results | Where-Object Verdict -EQ Healthy).Count | Should -Be 1
        $results.Route | Select-Object -Unique | Should -BeLike 'via http://*'
    }

    It 'resolves the name by itself' {
        (Test-TlsPerIP $lab.HostName @quick).Verdict | ForEach-Object ToString | Sort-Object | Should -Be 'Failing', 'Healthy'
    }

    It 'is passed by the proxy of its client with -NoProxy' {
        $direct = $results | Where-Object Verdict -EQ Failing | Test-TlsPerIP @quick -NoProxy
        $direct.Route | Should -Be 'Direct'
        $direct.Verdict | Should -Be 'Failing'
    }

    It 'compares both ways without a -Proxy' {
        ($results | Where-Object Verdict -EQ Healthy | Test-TlsPerIP @quick -CompareDirect).Route | Sort-Object -Unique | Should -HaveCount 2
    }

    It 'is not used for what is not its own' {
        { Resolve-EndpointIPs 'no-such-name.invalid' -TimeoutSeconds 1 -ErrorAction Stop } | Should -Throw -ErrorId 'NameNotResolved,*'
    }

    It 'is seen by its own runspace only' {
        $other = [powershell]::Create().AddScript("Import-Module '$manifest'; Stop-TlsPathLab -PassThru")
        $other.Invoke() | Should -BeNullOrEmpty
        $other.Dispose()
        (Test-TlsPerIP $lab.HostName @quick).Count | Should -Be 2
    }
}

Describe 'Start- and Stop-TlsPathLab' {
    It 'runs two, and stops the one that is piped' {
        $first = Start-TlsPathLab healthy
        $second = Start-TlsPathLab relay-as-told
        $first.DnsServer | Should -Not -Be $second.DnsServer
        ($first | Stop-TlsPathLab -PassThru).LabId | Should -Be $first.LabId
        Test-Path $first.CaFile | Should -BeFalse
        Test-Path $second.CaFile | Should -BeTrue
        (Stop-TlsPathLab -PassThru).LabId | Should -Be $second.LabId
    }

    It 'does nothing when none runs' { Stop-TlsPathLab | Should -BeNullOrEmpty }

    It 'says that there is no such lab' {
        { Stop-TlsPathLab 4711 -ErrorAction Stop } | Should -Throw -ErrorId 'LabNotFound,TlsPathTools.Commands.StopTlsPathLabCommand'
    }

    It 'refuses a file with line, path and reason' {
        $file = Join-Path $TestDrive 'mine.json'
        Set-Content $file "{`n  `"name`": `"mine`",`n  `"titel`": 1`n}"
        { Start-TlsPathLab $file -ErrorAction Stop } |
            Should -Throw -ErrorId 'ScenarioNotUsable,TlsPathTools.Commands.StartTlsPathLabCommand' -ExpectedMessage '*line 3*titel*'
    }

    It 'stops with its runspace' {
        $runner = [powershell]::Create([System.Management.Automation.RunspaceMode]::NewRunspace).AddScript("Import-Module '$manifest'; Start-TlsPathLab healthy")
        $ca = $runner.Invoke()[0].CaFile
        Test-Path $ca | Should -BeTrue
        $runner.Runspace.Close()
        Wait-Until { -not (Test-Path $ca) } | Should -BeTrue
        $runner.Dispose()
    }

    It 'stops when the module is removed' {
        $runner = [powershell]::Create().AddScript("Import-Module '$manifest'; (Start-TlsPathLab healthy).CaFile; Remove-Module TlsPathTools")
        $ca = $runner.Invoke()[0]
        Test-Path $ca | Should -BeFalse
        $runner.Dispose()
    }

    It 'takes what was piped from the list' {
        (Get-TlsPathLabScenario healthy | Start-TlsPathLab).Scenario | Should -Be 'healthy'
        Stop-TlsPathLab
    }
}
