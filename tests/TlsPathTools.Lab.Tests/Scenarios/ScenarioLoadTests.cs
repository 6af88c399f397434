using TlsPathTools.Lab.Scenarios;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Scenarios;

public class ScenarioLoadTests
{
    [Theory]
    [InlineData("relay-node-fualt", "'relay-node-fault'")]
    [InlineData("conntrack", "'s03-conntrack-full'")]
    public void An_unknown_name_is_answered_with_near_ones(string name, string near)
    {
        string message = Assert.Throws<ScenarioException>(() => ScenarioFile.Load(name)).Message;

        Assert.StartsWith($"{name}: there is no scenario and no file of this name. Did you mean ", message, StringComparison.Ordinal);
        Assert.Contains(near, message, StringComparison.Ordinal);
        Assert.Contains("tlspath lab --list", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_that_is_near_to_none_says_how_to_list_all() =>
        Assert.Equal(
            "xyzzy: there is no scenario and no file of this name. 'tlspath lab --list' and Get-TlsPathLabScenario list all; the path of a scenario file serves as well.",
            Assert.Throws<ScenarioException>(() => ScenarioFile.Load("xyzzy")).Message);

    [Fact]
    public void A_path_serves_wherever_a_name_does()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "mine.json");
        File.WriteAllText(path, Written.Small);

        Assert.Equal("small", ScenarioFile.Load(path).Name);
    }

    [Fact]
    public void A_file_need_not_end_in_json()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "mine.scenario");
        File.WriteAllText(path, Written.Small);

        Assert.Equal("small", ScenarioFile.Load(path).Name);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_told_so() =>
        Assert.Equal("./nowhere.json: there is no such file", Assert.Throws<ScenarioException>(() => ScenarioFile.Load("./nowhere.json")).Message);

    [Fact]
    public void A_folder_is_told_so()
    {
        using var folder = new TempFolder();

        Assert.EndsWith(": this is a folder, not a file", Assert.Throws<ScenarioException>(() => ScenarioFile.Load(folder.Path + "/")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_without_an_end_is_read_up_to_the_limit()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "this system has no /dev/zero");

        Assert.Contains("larger than 4 MB", Assert.Throws<ScenarioException>(() => ScenarioFile.Load("/dev/zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_a_file_names_the_file()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "mine.json");
        File.WriteAllText(path, Written.With("\"port\": 443", "\"port\": \"443\""));

        Assert.StartsWith(path + ": line 19, ", Assert.Throws<ScenarioException>(() => ScenarioFile.Load(path)).Message, StringComparison.Ordinal);
    }
}
