BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    . "$PSScriptRoot/Interactive.ps1"

    # A kubeconfig that leads through a relay.
    function New-RelayedConfig($Lab, $Relay) {
        $uri = [uri]"$($Lab.KubernetesEndpoint)"
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).config"
        (Get-Content $Lab.KubeConfigPath -Raw) -replace [regex]::Escape("https://$($uri.Authority)"), "https://$($uri.Host):$($Relay.Port)" | Set-Content $file
        if ($IsLinux -or $IsMacOS) { chmod 600 $file }
        $file
    }

    # Begins a script, waits for a moment, stops it as Ctrl+C does, and says how long that took and what its user was told.
    function Stop-At([string] $Script, [string[]] $Answer = @(), $BeforeAnswer, [scriptblock] $Moment) {
        $shell = New-AnsweredShell $Answer
        try {
            $shell.User.BeforeAnswer = $BeforeAnswer
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $null = $shell.AddScript($Script).BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            if (-not (Wait-Until $Moment)) { throw "The moment did not come: $($shell.InvocationStateInfo.State) $($shell.Streams.Error)" }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $elapsed = $clock.ElapsedMilliseconds
            $shell.InvocationStateInfo.State | Should -Be Stopped
            # It may be told a little later than the prompt is back.
            $null = Wait-Until { $shell.User.Warnings.Count -gt 0 } 5
            [pscustomobject]@{ Milliseconds = $elapsed; Warnings = @($shell.User.Warnings); Output = $output.Count }
        }
        finally { Close-AnsweredShell $shell }
    }

    function Get-ProxyPod($Lab, [string] $Node) {
        (Invoke-Cluster $Lab '/api/v1/namespaces/kube-system/pods').items |
            Where-Object { $_.spec.nodeName -eq $Node -and $_.metadata.labels.PSObject.Properties['k8s-app'] -and $_.metadata.labels.'k8s-app' -eq 'kube-proxy' }
    }

    function Test-ProxyReady($Lab, [string] $Node, [string] $But) {
        [bool](Get-ProxyPod $Lab $Node | Where-Object { $_.metadata.name -ne $But -and ($_.status.conditions | Where-Object { $_.type -eq 'Ready' -and $_.status -eq 'True' }) })
    }

    # Who has the lock; empty where nobody has.
    function Get-LockHolder($Lab) {
        foreach ($lease in (Invoke-Cluster $Lab '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases').items | Where-Object { $_.metadata.name -like 'tlspath*' }) {
            $lease.spec.PSObject.Properties['holderIdentity'] ? "$($lease.spec.holderIdentity)" : ''
        }
    }
}

AfterAll { Stop-TlsPathLab }

Describe 'Ctrl+C in Restart-NodeKubeProxy' {
    BeforeAll {
        # Long enough to be interrupted in, short enough to see the end of.
        $lab = Start-TlsPathLab (New-Scenario relay-node-fault @{ timings = @{ podStart = 2 } })
        $node = @(Get-NodeKubeProxy)[0].NodeName
    }

    It 'ends promptly while it waits for the new pod, says so, gives the lock back, and the node has a kube-proxy again' {
        $old = (Get-ProxyPod $lab $node).metadata.name
        $stopped = Stop-At "
            `$null = Connect-TlsPath -NoAws -KubeConfigPath '$($lab.KubeConfigPath)'
            Restart-NodeKubeProxy $node -Confirm:`$false" -Moment { @(Get-ProxyPod $lab $node | Where-Object { $_.metadata.name -ne $old }).Count -gt 0 }
        $stopped.Milliseconds | Should -BeLessThan 1000
        $stopped.Warnings | Should -Be "${node}: stopped after the deletion: the daemon set puts another pod in its place by itself; Get-NodeKubeProxy shows it."
        $stopped.Output | Should -Be 0
        Wait-Until { -not (Get-LockHolder $lab) } 2 | Should -BeTrue
        @(Get-LockHolder $lab) | Should -HaveCount 1
        Wait-Until { Test-ProxyReady -Lab $lab -Node $node -But $old } | Should -BeTrue
        @(Get-ProxyPod $lab $node) | Should -HaveCount 1
        # Nothing is left in the way of the next one.
        (Restart-NodeKubeProxy $node -Confirm:$false).Outcome | Should -Be Restarted
    }

    It 'has changed nothing while it still reads' {
        $relay = [TlsPathTools.PesterTests.StallingRelay]::new(([uri]"$($lab.KubernetesEndpoint)").Host, ([uri]"$($lab.KubernetesEndpoint)").Port)
        try {
            $config = New-RelayedConfig $lab $relay
            $before = (Get-ProxyPod $lab $node).metadata.name
            $stopped = Stop-At "`$null = Connect-TlsPath -NoAws -KubeConfigPath '$config'; Restart-NodeKubeProxy $node" -Answer Yes -BeforeAnswer $relay.HoldRequests -Moment { $relay.HasHeld }
            $stopped.Milliseconds | Should -BeLessThan 1000
            $stopped.Warnings | Should -Be "${node}: stopped before the lock was taken: nothing was changed."
            (Get-ProxyPod $lab $node).metadata.name | Should -Be $before
            -join (Get-LockHolder $lab) | Should -BeNullOrEmpty
        }
        finally { $relay.Dispose() }
    }
}

Describe 'Ctrl+C in <_>' -ForEach 'Suspend-NodeScheduling', 'Resume-NodeScheduling' {
    BeforeAll {
        $command = $_
        $word = $command -like 'Suspend*' ? 'cordoned' : 'schedulable'
        $lab = Start-TlsPathLab relay-node-fault
        $node = @(Get-NodeKubeProxy)[0].NodeName
        $uri = [uri]"$($lab.KubernetesEndpoint)"
    }

    BeforeEach {
        if ($command -like 'Resume*') { $null = Suspend-NodeScheduling $node -Confirm:$false } else { $null = Resume-NodeScheduling $node -Confirm:$false }
        $before = @(Get-CordonedNode $lab).Count
        $relay = [TlsPathTools.PesterTests.StallingRelay]::new($uri.Host, $uri.Port)
        $script = "`$null = Connect-TlsPath -NoAws -KubeConfigPath '$(New-RelayedConfig $lab $relay)'; $command $node"
    }

    AfterEach { $relay.Dispose() }

    It 'ends promptly while the write is on its way, and says that it may have been done' {
        $stopped = Stop-At $script -Answer Yes -BeforeAnswer $relay.HoldRequests -Moment { $relay.HasHeld }
        $stopped.Milliseconds | Should -BeLessThan 1000
        $stopped.Warnings | Should -Be "${node}: stopped while the change was sent: the node may be $word."
        $stopped.Output | Should -Be 0
        @(Get-CordonedNode $lab) | Should -HaveCount $before
    }

    It 'is right to say so: the same moment, and the write had arrived' {
        $stopped = Stop-At $script -Answer Yes -BeforeAnswer $relay.HoldAnswers -Moment { @(Get-CordonedNode $lab).Count -ne $before }
        $stopped.Milliseconds | Should -BeLessThan 1000
        $stopped.Warnings | Should -Be "${node}: stopped while the change was sent: the node may be $word."
    }
}
