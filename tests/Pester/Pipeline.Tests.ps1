BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $server = Start-TestServer 'dns:host.test=127.0.0.1,127.0.0.2', '127.0.0.1=Ok', '127.0.0.2=HelloFin'
    $dns = @{ Server = $server.dns[0]; DnsOnly = $true }
    $quick = @{ CaFile = $server.caFile; Rate = 500; Count = 5; TimeoutSeconds = 20 }
    $addresses = Resolve-EndpointIPs "host.test:$($server.port)" @dns
    $results = $addresses | Test-TlsPerIP @quick
}

AfterAll { Stop-TestServer $server }

Describe 'The pipeline' {
    It 'goes from a name to verdicts' {
        $results.HostName | Should -Be 'host.test', 'host.test'
        $results.IPAddress | Should -Be '127.0.0.1', '127.0.0.2'
        $results.Verdict | Should -Be 'Healthy', 'Failing'
    }

    It 'is shorter with the alias' {
        (Resolve-EndpointIP "host.test:$($server.port)" @dns | Test-TlsPerIP @quick).Verdict | Should -Be 'Healthy', 'Failing'
    }

    It 'needs no first step when the second one may resolve' {
        (Test-TlsPerIP "host.test:$($server.port)" -Server $server.dns[0] -WarningAction SilentlyContinue @quick).Verdict | Should -Be 'Healthy', 'Failing'
    }

    It 'resolves a row whose address is empty (<_>)' -ForEach 'null', 'empty', 'absent' {
        $row = switch ($_) {
            'null' { [pscustomobject]@{ HostName = 'host.test'; Port = $server.port; IPAddress = $null } }
            'empty' { "HostName,IPAddress,Port`nhost.test,,$($server.port)" | ConvertFrom-Csv }
            'absent' { [pscustomobject]@{ HostName = 'host.test'; Port = $server.port } }
        }
        ($row | Test-TlsPerIP -Server $server.dns[0] -WarningAction SilentlyContinue @quick).IPAddress | Should -Be '127.0.0.1', '127.0.0.2'
    }

    It 'goes on from results to another test of the same addresses' {
        ($results | Where-Object Verdict -EQ Failing | Test-TlsPerIP @quick).IPAddress | Should -Be '127.0.0.2'
    }

    It 'goes on from answers of resolvers' {
        (Resolve-EndpointIPs host.test -PerServer @dns -Type A | Test-TlsPerIP -Port $server.port @quick).IPAddress | Should -Be '127.0.0.1', '127.0.0.2'
    }

    It 'says which name could not be resolved, and tests the others' {
        $found = 'nosuch.test', 'host.test' | ForEach-Object { [pscustomobject]@{ HostName = $_; Port = $server.port } } |
            Test-TlsPerIP -Server $server.dns[0] -WarningAction SilentlyContinue @quick -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.Count | Should -Be 2
        $problems.FullyQualifiedErrorId | Should -Be 'NameNotResolved,TlsPathTools.Commands.TestTlsPerIPCommand'
    }

    It 'stops the step before when the last one has enough' {
        $addresses | Test-TlsPerIP -CaFile $server.caFile -PerAttempt -Duration 300 | Select-Object -First 1 | Should -BeOfType TlsPathTools.Probing.TlsAttempt
    }
}

Describe 'Records that left the session' {
    BeforeAll {
        function Assert-Bind($Rows) {
            ($Rows | Test-TlsPerIP @quick).IPAddress | Should -Be '127.0.0.1', '127.0.0.2'
        }
    }

    It 'bind after <Name>: addresses and results' -ForEach @(
        @{ Name = 'JSON'; Trip = { $args[0] | ConvertTo-Json | ConvertFrom-Json } }
        @{ Name = 'CLIXML'; Trip = { $args[0] | Export-Clixml "$TestDrive/rows.clixml"; Import-Clixml "$TestDrive/rows.clixml" } }
        @{ Name = 'CSV'; Trip = { $args[0] | Export-Csv "$TestDrive/rows.csv"; Import-Csv "$TestDrive/rows.csv" } }
    ) {
        Assert-Bind (& $Trip $addresses)
        Assert-Bind (& $Trip $results)
    }

    It 'bind after a job, and keep their words' {
        $job = Start-Job {
            Import-Module $using:manifest
            $quick = $using:quick
            Test-TlsPerIP host.test -IPAddress 127.0.0.1, 127.0.0.2 -Port ($using:server).port @quick
        }
        try { $rows = $job | Wait-Job -Timeout 60 | Receive-Job }
        finally { $job | Remove-Job -Force }

        $rows.Verdict | Should -Be 'Healthy', 'Failing'
        ($rows | Where-Object Verdict -EQ Failing).FailureKinds | Should -Be '5 x ClientHelloSent/Fin'
        Assert-Bind $rows
    }

    It 'keep every property of a flat record in CLIXML' {
        $results | Export-Clixml "$TestDrive/results.clixml"
        $back = Import-Clixml "$TestDrive/results.clixml"
        foreach ($property in $results[1].psobject.Properties.Name) {
            "$($back[1].$property)" | Should -Be "$($results[1].$property)" -Because $property
        }
    }

    It 'are read back from our own JSON as equal records' {
        foreach ($record in @($addresses) + @($results)) {
            [TlsPathTools.TlsPathJson]::Deserialize([TlsPathTools.TlsPathJson]::Serialize($record)) | Should -Be $record
        }
    }
}
