using System.Text.Json.Nodes;
using TlsPathTools.Lab.KubernetesApi;
using TlsPathTools.Lab.KubernetesApi.Patches;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

public class PatchTests
{
    [Theory]
    // Lists of objects merge by their key, others are replaced.
    [InlineData("""{"status":{"conditions":[{"type":"A","status":"x","reason":"r"},{"type":"B"}]}}""", """{"status":{"conditions":[{"type":"A","status":"y"}]}}""", """{"status":{"conditions":[{"type":"A","status":"y","reason":"r"},{"type":"B"}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"1"}]}}""", """{"spec":{"containers":[{"name":"b"},{"name":"a","image":"2"}]}}""", """{"spec":{"containers":[{"name":"a","image":"2"},{"name":"b"}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"}]}]}}""", """{"spec":{"containers":[{"name":"a","env":[{"name":"Y","value":"2"}]}]}}""", """{"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]}]}}""")]
    [InlineData("""{"spec":{"taints":[{"key":"a","effect":"NoSchedule"}]}}""", """{"spec":{"taints":[{"key":"b","effect":"NoSchedule"}]}}""", """{"spec":{"taints":[{"key":"b","effect":"NoSchedule"}]}}""")]
    [InlineData("""{"spec":{"ports":[{"port":80,"nodePort":30080}]}}""", """{"spec":{"ports":[{"port":80,"name":"web"}]}}""", """{"spec":{"ports":[{"port":80,"nodePort":30080,"name":"web"}]}}""")]
    [InlineData("""{"metadata":{"finalizers":["a"]}}""", """{"metadata":{"finalizers":["b","a"]}}""", """{"metadata":{"finalizers":["a","b"]}}""")]
    [InlineData("""{"spec":{"args":["a"]}}""", """{"spec":{"args":["b"]}}""", """{"spec":{"args":["b"]}}""")]
    // Directives.
    [InlineData("""{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""", """{"spec":{"containers":[{"$patch":"delete","name":"a"}]}}""", """{"spec":{"containers":[{"name":"b"}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""", """{"spec":{"containers":[{"name":"c"},{"$patch":"replace"}]}}""", """{"spec":{"containers":[{"name":"c"}]}}""")]
    [InlineData("""{"metadata":{"labels":{"a":"1","b":"2"}}}""", """{"metadata":{"labels":{"$patch":"replace","c":"3"}}}""", """{"metadata":{"labels":{"c":"3"}}}""")]
    [InlineData("""{"metadata":{"finalizers":["a","b"]}}""", """{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}""", """{"metadata":{"finalizers":["b"]}}""")]
    [InlineData("""{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{}}}}""", """{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}""", """{"spec":{"strategy":{"type":"Recreate"}}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""", """{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"b"},{"name":"a"}],"containers":[{"name":"c"}]}}""", """{"spec":{"containers":[{"name":"c"},{"name":"b"},{"name":"a"}]}}""")]
    [InlineData("""{"spec":{"unschedulable":true}}""", """{"spec":{"unschedulable":null,"none":null}}""", """{"spec":{}}""")]
    public void Strategic_merge_patches_know_the_lists_of_Kubernetes(string item, string patch, string expected)
    {
        var target = (JsonObject)JsonNode.Parse(item)!;

        StrategicMergePatch.Apply(target, (JsonObject)JsonNode.Parse(patch)!);

        Assert.Equal(expected, target.ToJsonString());
    }

    [Theory]
    // RFC 7396, appendix A.
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Merge_patches_follow_the_RFC(string item, string patch, string expected)
    {
        var target = (JsonObject)JsonNode.Parse(item)!;

        JsonMergePatch.Apply(target, (JsonObject)JsonNode.Parse(patch)!);

        Assert.Equal(expected, target.ToJsonString());
    }

    [Theory]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"add","path":"/a/c","value":2}]""", """{"a":{"b":1,"c":2}}""")]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2},{"op":"add","path":"/a/-","value":4}]""", """{"a":[1,2,3,4]}""")]
    [InlineData("""{"a":{"x/y":1,"m~n":2}}""", """[{"op":"remove","path":"/a/x~1y"},{"op":"replace","path":"/a/m~0n","value":3}]""", """{"a":{"m~n":3}}""")]
    [InlineData("""{"a":1,"b":{}}""", """[{"op":"move","from":"/a","path":"/b/c"},{"op":"copy","from":"/b/c","path":"/d"},{"op":"test","path":"/d","value":1}]""", """{"b":{"c":1},"d":1}""")]
    public void Json_patches_follow_the_RFC(string item, string patch, string expected)
    {
        var target = (JsonObject)JsonNode.Parse(item)!;

        JsonPatch.Apply(target, (JsonArray)JsonNode.Parse(patch)!);

        Assert.Equal(expected, target.ToJsonString());
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"/none"}]""")]
    [InlineData("""[{"op":"replace","path":"/a/7","value":1}]""")]
    [InlineData("""[{"op":"test","path":"/b","value":2}]""")]
    [InlineData("""[{"op":"add","path":"/b/c/d","value":2}]""")]
    [InlineData("""[{"op":"turn","path":"/b"}]""")]
    [InlineData("""[{"op":"add","value":2}]""")]
    [InlineData("""[{"op":"remove","path":"/a/00000000000000000000001"}]""")]
    public void A_json_patch_that_does_not_fit_is_refused(string patch)
    {
        var target = (JsonObject)JsonNode.Parse("""{"a":[1],"b":1}""")!;

        Assert.Equal(422, Assert.Throws<ApiException>(() => JsonPatch.Apply(target, (JsonArray)JsonNode.Parse(patch)!)).Code);
    }
}
