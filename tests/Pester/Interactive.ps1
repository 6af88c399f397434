# Dot-sourced beside Setup.ps1 by tests in which somebody answers, or presses Ctrl+C.
# In C#, because the pipeline of another runspace calls it while this one waits.
Add-Type -Language CSharp -TypeDefinition @'
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Threading.Tasks;

namespace TlsPathTools.PesterTests
{
    // A host whose user answers each question with the next of some labels ("Yes", "No to All"), and reads every warning.
    public sealed class AnsweringHost : PSHost
    {
        private readonly AnsweringUI _ui = new AnsweringUI();
        private readonly Guid _id = Guid.NewGuid();
        public ConcurrentQueue<string> Answers { get { return _ui.Answers; } }
        public ConcurrentQueue<string> Questions { get { return _ui.Questions; } }
        public ConcurrentQueue<string> Warnings { get { return _ui.Warnings; } }
        public ConcurrentQueue<string> Lines { get { return _ui.Lines; } }
        // What happens between a question and its answer.
        public Action BeforeAnswer { get { return _ui.BeforeAnswer; } set { _ui.BeforeAnswer = value; } }
        public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }
        public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }
        public override Guid InstanceId { get { return _id; } }
        public override string Name { get { return "Answering"; } }
        public override PSHostUserInterface UI { get { return _ui; } }
        public override Version Version { get { return new Version(1, 0); } }
        public override void EnterNestedPrompt() { throw new NotSupportedException(); }
        public override void ExitNestedPrompt() { throw new NotSupportedException(); }
        public override void NotifyBeginApplication() { }
        public override void NotifyEndApplication() { }
        public override void SetShouldExit(int exitCode) { }

        private sealed class AnsweringUI : PSHostUserInterface
        {
            public readonly ConcurrentQueue<string> Answers = new ConcurrentQueue<string>();
            public readonly ConcurrentQueue<string> Questions = new ConcurrentQueue<string>();
            public readonly ConcurrentQueue<string> Warnings = new ConcurrentQueue<string>();
            public readonly ConcurrentQueue<string> Lines = new ConcurrentQueue<string>();
            public Action BeforeAnswer;
            public override PSHostRawUserInterface RawUI { get { return null; } }
            public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
            {
                Questions.Enqueue(caption + "\n" + message);
                if (BeforeAnswer != null) BeforeAnswer();
                string answer;
                if (!Answers.TryDequeue(out answer)) throw new HostException("Nobody answers.");
                for (int i = 0; i < choices.Count; i++)
                    if (choices[i].Label.Replace("&", "") == answer) return i;
                throw new HostException("There is no choice " + answer + ".");
            }
            public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) { throw new NotSupportedException(); }
            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) { throw new NotSupportedException(); }
            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) { throw new NotSupportedException(); }
            public override string ReadLine() { throw new NotSupportedException(); }
            public override SecureString ReadLineAsSecureString() { throw new NotSupportedException(); }
            public override void Write(string value) { Lines.Enqueue(value); }
            public override void Write(ConsoleColor foreground, ConsoleColor background, string value) { Lines.Enqueue(value); }
            public override void WriteLine(string value) { Lines.Enqueue(value); }
            public override void WriteErrorLine(string value) { Lines.Enqueue(value); }
            public override void WriteDebugLine(string message) { }
            public override void WriteProgress(long sourceId, ProgressRecord record) { }
            public override void WriteVerboseLine(string message) { }
            public override void WriteWarningLine(string message) { Warnings.Enqueue(message); }
        }
    }

    // Hands bytes on in both directions, until it holds back those of one: on the address of the backend, so that its certificate holds.
    public sealed class StallingRelay : IDisposable
    {
        private readonly TcpListener _listener;
        private readonly IPEndPoint _backend;
        public volatile bool HoldsRequests;
        public volatile bool HoldsAnswers;
        // Whether something was held back since.
        public volatile bool HasHeld;
        public int Port { get { return ((IPEndPoint)_listener.LocalEndpoint).Port; } }
        public Action HoldRequests { get { return delegate { HoldsRequests = true; }; } }
        public Action HoldAnswers { get { return delegate { HoldsAnswers = true; }; } }

        public StallingRelay(string address, int port)
        {
            _backend = new IPEndPoint(IPAddress.Parse(address), port);
            _listener = new TcpListener(_backend.Address, 0);
            _listener.Start();
            Task.Run(Accept);
        }

        public void Dispose() { _listener.Stop(); }

        private async Task Accept()
        {
            try { while (true) _ = Serve(await _listener.AcceptTcpClientAsync()); }
            catch (SocketException) { }
            catch (ObjectDisposedException) { }
        }

        private async Task Serve(TcpClient client)
        {
            using (client)
            using (var server = new TcpClient())
            {
                await server.ConnectAsync(_backend.Address, _backend.Port);
                await Task.WhenAny(Pump(client, server, () => HoldsRequests), Pump(server, client, () => HoldsAnswers));
            }
        }

        private async Task Pump(TcpClient from, TcpClient to, Func<bool> holds)
        {
            var buffer = new byte[65536];
            try
            {
                for (int read; (read = await from.GetStream().ReadAsync(buffer, 0, buffer.Length)) > 0; )
                    if (holds()) HasHeld = true;
                    else await to.GetStream().WriteAsync(buffer, 0, read);
            }
            catch (Exception e) when (e is System.IO.IOException || e is ObjectDisposedException || e is InvalidOperationException) { }
        }
    }
}
'@

# A runspace whose user gives these answers, with the module in it.
function New-AnsweredShell([string[]] $Answer = @()) {
    $answering = [TlsPathTools.PesterTests.AnsweringHost]::new()
    foreach ($one in $Answer) { $answering.Answers.Enqueue($one) }
    $runspace = [runspacefactory]::CreateRunspace($answering, [initialsessionstate]::CreateDefault2())
    $runspace.Open()
    $shell = [powershell]::Create($runspace)
    $null = $shell.AddScript("Import-Module '$manifest'").Invoke()
    $shell.Commands.Clear()
    $shell | Add-Member -PassThru User $answering
}

function Close-AnsweredShell($Shell) {
    $Shell.Runspace.Dispose()
    $Shell.Dispose()
}

# Runs a script to its end, with what its user was asked and told.
function Invoke-Answered([string[]] $Answer, [string] $Script) {
    $shell = New-AnsweredShell $Answer
    try {
        $output = @($shell.AddScript($Script).Invoke())
        [pscustomobject]@{
            Output = $output; Errors = @($shell.Streams.Error); Questions = @($shell.User.Questions); Unused = $shell.User.Answers.Count
        }
    }
    finally { Close-AnsweredShell $shell }
}

# What the cluster of a lab says, asked past every reader of ours.
function Invoke-Cluster($Lab, [string] $Path) {
    $token = [regex]::Match((Get-Content $Lab.KubeConfigPath -Raw), 'token: (\S+)').Groups[1].Value
    Invoke-RestMethod "$("$($Lab.KubernetesEndpoint)".TrimEnd('/'))$Path" -SkipCertificateCheck -Headers @{ Authorization = "Bearer $token" } -NoProxy
}

function Get-CordonedNode($Lab) {
    (Invoke-Cluster $Lab '/api/v1/nodes').items | Where-Object { $_.spec.PSObject.Properties['unschedulable'] -and $_.spec.unschedulable } | ForEach-Object { $_.metadata.name }
}

# A shipped scenario with some of its properties replaced, as a file.
function New-Scenario([string] $Name, [hashtable] $Change) {
    $scenario = Get-Content "$PSScriptRoot/../../src/TlsPathTools.Lab/Scenarios/Files/$Name.json" -Raw | ConvertFrom-Json
    foreach ($key in $Change.Keys) { $scenario | Add-Member -Force $key $Change[$key] }
    $file = Join-Path $TestDrive "$([guid]::NewGuid()).json"
    $scenario | ConvertTo-Json -Depth 30 | Set-Content $file
    $file
}
