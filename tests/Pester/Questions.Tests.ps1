BeforeDiscovery {
    $cmdlets = 'Restart-NodeKubeProxy', 'Suspend-NodeScheduling', 'Resume-NodeScheduling'
    $answers = @(
        @{ Answer = @('Yes', 'Yes'); Asked = 2; Changed = 0, 1 }
        @{ Answer = @('Yes', 'No'); Asked = 2; Changed = @(0) }
        @{ Answer = @('No', 'Yes'); Asked = 2; Changed = @(1) }
        @{ Answer = @('No', 'No'); Asked = 2; Changed = @() }
        @{ Answer = @('Yes to All'); Asked = 1; Changed = 0, 1 }
        @{ Answer = @('No to All'); Asked = 1; Changed = @() }
        @{ Answer = @('Yes', 'No to All'); Asked = 2; Changed = @(0) }
    )
}

BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    . "$PSScriptRoot/Interactive.ps1"
}

AfterAll { Stop-TlsPathLab }

Describe 'A question of <_>' -ForEach $cmdlets {
    BeforeAll { $cmdlet = $_ }

    BeforeEach {
        $lab = Start-TlsPathLab relay-node-fault
        $nodes = @((Get-TargetNodeMap $lab.HostName -SkipKubeProxy).NodeName | Sort-Object -Unique)
        if ($cmdlet -eq 'Resume-NodeScheduling') { $null = $nodes | Suspend-NodeScheduling -Confirm:$false }
        $before = @(Get-Content $lab.AuditLogPath).Count
        $key = "([pscredential]::new('$($lab.AccessKeyId)', (ConvertTo-SecureString '$($lab.SecretAccessKey)' -AsPlainText -Force)))"
        $connect = "`$null = Connect-TlsPath -EndpointUrl $($lab.AwsEndpoint) -Region $($lab.Region) -AccessKey $key -KubeConfigPath '$($lab.KubeConfigPath)'"
        # Nodes that are named three times each, as in a map of three addresses.
        $rows = "'$(($nodes * 3) -join "', '")'"
    }

    AfterEach { Stop-TlsPathLab }

    It 'is asked once a node, and "<Answer>" is done' -ForEach $answers {
        $run = Invoke-Answered $Answer "$connect; $rows | $cmdlet"
        $run.Errors | Should -BeNullOrEmpty
        $run.Unused | Should -Be 0
        $run.Questions | Should -HaveCount $Asked
        for ($at = 0; $at -lt $Asked; $at++) {
            $run.Questions[$at] | Should -BeLike "*Node $($nodes[$at]): *`?*"
            $run.Questions[$at] | Should -Match "(?m)^  ok: Node $([regex]::Escape($nodes[$at])) is instance i-\w+, uid "
        }
        @($run.Output | ForEach-Object NodeName) | Should -Be @($Changed | ForEach-Object { $nodes[$_] })
        # The cluster says the same: pods that were deleted, nodes that were changed, and nothing else.
        $written = Get-Content $lab.AuditLogPath | Select-Object -Skip $before | ConvertFrom-Json |
            Where-Object { $_.verb -in 'delete', 'patch' -and $_.objectRef.resource -in 'pods', 'nodes' }
        @($written) | Should -HaveCount $Changed.Count
    }

    It 'that nobody answers changes nothing' {
        $run = Invoke-Answered @() "$connect; $rows | $cmdlet"
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'NoPrompt,TlsPathTools.Commands.*'
        $run.Errors | Should -HaveCount 2
        "$($run.Errors[0].ErrorDetails.RecommendedAction)" | Should -BeLike '*-Confirm:$false*'
        Get-Content $lab.AuditLogPath | Select-Object -Skip $before | ConvertFrom-Json | Where-Object verb -In 'delete', 'patch', 'update' | Should -BeNullOrEmpty
    }

    It 'that is asked where the input has ended changes nothing' {
        $script = "Import-Module '$manifest'; $connect; '$($nodes[0])' | $cmdlet -ErrorVariable problems -ErrorAction SilentlyContinue; `$problems.FullyQualifiedErrorId"
        $text = $null | & (Get-Process -Id $PID).Path -NoProfile -Command $script 2>&1 | Out-String
        $text | Should -Match "NoPrompt,TlsPathTools.Commands.$($cmdlet -replace '-')Command"
        Get-Content $lab.AuditLogPath | Select-Object -Skip $before | ConvertFrom-Json | Where-Object verb -In 'delete', 'patch', 'update' | Should -BeNullOrEmpty
    }

    It 'is not asked with -Confirm:$false, and is with -Confirm where preferences say not to' {
        (Invoke-Answered @() "$connect; '$($nodes[0])' | $cmdlet -Confirm:`$false").Questions | Should -BeNullOrEmpty
        (Invoke-Answered @('No') "$connect; `$ConfirmPreference = 'None'; '$($nodes[1])' | $cmdlet -Confirm").Questions | Should -HaveCount 1
    }
}
