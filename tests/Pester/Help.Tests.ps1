BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $cmdlets = (Get-Command -Module TlsPathTools -CommandType Cmdlet).Name
}

BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Get-Help' {
    It 'shows the page of <_>' -ForEach ($cmdlets + 'Resolve-EndpointIP') {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Match '\.$'
        $help.Description.Text | Should -Not -BeNullOrEmpty
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 3
        $help.AlertSet.Alert.Text -join ' ' | Should -Not -BeNullOrEmpty
    }

    It 'shows every parameter of <_>' -ForEach $cmdlets {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        foreach ($name in (Get-Command $_).Parameters.Keys | Where-Object { $_ -notin $common }) {
            (Get-Help $_ -Parameter $name).Description.Text | Should -Not -BeNullOrEmpty -Because "-$name is a parameter"
        }
    }

    It 'has examples that parse and name only parameters that exist' {
        foreach ($command in (Get-Command -Module TlsPathTools -CommandType Cmdlet).Name) {
            foreach ($example in (Get-Help $command).Examples.Example) {
                $errors = $null
                $ast = [System.Management.Automation.Language.Parser]::ParseInput($example.Code, [ref]$null, [ref]$errors)
                $errors | Should -BeNullOrEmpty
                foreach ($call in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                    $binding = [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($call, $true)
                    $binding.BindingExceptions.Keys | Should -BeNullOrEmpty -Because $call.Extent.Text
                }
            }
        }
    }

    It 'keeps the lines of what an example puts out' {
        (Get-Help Get-TargetNodeMap -Examples | Out-String -Width 160) | Should -Match '(?m)^ *IPAddress +Failed Share Node +Port Health +Suspect *$'
    }

    It 'shows the topic <_>' -ForEach 'about_TlsPathTools', 'about_TlsPathTools_Connections', 'about_TlsPathTools_Lab' {
        Get-Help $_ | Should -Match 'SHORT DESCRIPTION'
    }
}
