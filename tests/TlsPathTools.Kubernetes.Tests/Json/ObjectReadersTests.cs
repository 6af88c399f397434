using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Tests.Json;

public class ObjectReadersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The answers of the lab, and every property that both sides know: none may be left out on the way, or be another one's.</summary>
    [Fact]
    public async Task Whatever_an_answer_holds_under_a_propertys_path_is_in_the_record()
    {
        await using ApiLab lab = ApiLab.Start();
        using KubernetesConnection connection = lab.Connect();
        int compared = 0;
        compared += await CompareAsync(lab, connection, ClusterResources.Nodes, ResourceKinds.Nodes);
        compared += await CompareAsync(lab, connection, ClusterResources.Pods, ResourceKinds.Pods);
        compared += await CompareAsync(lab, connection, ClusterResources.Services, ResourceKinds.Services);
        compared += await CompareAsync(lab, connection, ClusterResources.Events, ResourceKinds.Events);
        compared += await CompareAsync(lab, connection, ClusterResources.ConfigMaps, ResourceKinds.ConfigMaps);
        compared += await CompareAsync(lab, connection, ClusterResources.EndpointSlices, ResourceKinds.EndpointSlices);
        compared += await CompareAsync(lab, connection, ClusterResources.Ingresses, ResourceKinds.Ingresses);
        compared += await CompareAsync(lab, connection, ClusterResources.DaemonSets, ResourceKinds.DaemonSets);
        compared += await CompareAsync(lab, connection, ClusterResources.Deployments, ResourceKinds.Deployments);
        compared += await CompareAsync(lab, connection, ClusterResources.PodDisruptionBudgets, ResourceKinds.PodDisruptionBudgets);
        compared += await CompareAsync(lab, connection, ClusterResources.Leases, ResourceKinds.Leases);
        compared += await CompareAsync(lab, connection, ClusterResources.TargetGroupBindings, ResourceKinds.TargetGroupBindings);
        compared += await CompareAsync(lab, connection, ClusterResources.Certificates, ResourceKinds.Certificates);
        compared += await CompareAsync(lab, connection, ClusterResources.CertificateRequests, ResourceKinds.CertificateRequests);
        compared += await CompareAsync(lab, connection, ClusterResources.NetworkPolicies, ResourceKinds.NetworkPolicies);
        compared += await CompareAsync(lab, connection, ClusterResources.Namespaces, ResourceKinds.Namespaces);
        compared += await CompareAsync(lab, connection, ClusterResources.Issuers, ResourceKinds.Issuers);
        compared += await CompareAsync(lab, connection, ClusterResources.Orders, ResourceKinds.Orders);
        compared += await CompareAsync(lab, connection, ClusterResources.Challenges, ResourceKinds.Challenges);

        TestContext.Current.TestOutputHelper?.WriteLine($"{compared} values compared");
        Assert.True(compared > 500, $"{compared}");
    }

    /// <summary>What the lab's objects do not happen to have: an object made of every property of the record, under the API's names.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_property_of_a_record_is_read_from_an_object_that_has_them_all(Type type)
    {
        MethodInfo method = typeof(ObjectReadersTests).GetMethod(nameof(ReadFullAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type);
        await (Task)method.Invoke(null, null)!;
    }

    public static TheoryData<Type> Kinds =>
    [
        .. typeof(ClusterResources).GetProperties().Select(property => property.PropertyType.GetGenericArguments()[0]).Distinct(),
    ];

    [Fact]
    public void Numbers_where_texts_are_expected_times_of_any_offset_and_null_lists()
    {
        ServicePort[] ports = Read<Service>("""{"metadata":{"name":"s"},"spec":{"ports":[{"targetPort":8443},{"targetPort":"https"},{}]}}""").Spec!.Ports;
        PodDisruptionBudgetSpec budget = Read<PodDisruptionBudget>("""{"metadata":{"name":"b"},"spec":{"minAvailable":1,"maxUnavailable":"25%"}}""").Spec!;
        TargetGroupBinding binding = Read<TargetGroupBinding>("""{"metadata":{"name":"t"},"spec":{"serviceRef":{"name":"s","port":443}}}""");
        Lease lease = Read<Lease>("""{"metadata":{"name":"l"},"spec":{"renewTime":"2026-01-02T03:04:05.123456Z","acquireTime":"2026-01-02T05:04:05+02:00"}}""");
        Pod pod = Read<Pod>("""{"metadata":{"name":"p","creationTimestamp":null,"labels":null,"finalizers":null},"spec":{"containers":null},"status":null}""");

        Assert.Equal(["8443", "https", null], ports.Select(port => port.TargetPort));
        Assert.Equal(("1", "25%", "443"), (budget.MinAvailable, budget.MaxUnavailable, binding.Spec!.ServiceRef!.Port));
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, 123, 456, DateTimeKind.Utc), lease.Spec!.RenewTime);
        Assert.Equal((new DateTime(2026, 1, 2, 3, 4, 5), DateTimeKind.Utc), (lease.Spec.AcquireTime!.Value, lease.Spec.AcquireTime.Value.Kind));
        Assert.Empty(pod.Spec!.Containers);
        Assert.Empty(pod.Metadata!.Labels);
    }

    [Fact]
    public async Task Secrets_come_as_metadata_alone_and_copies_in_annotations_stay_out_of_everything()
    {
        await using ApiLab lab = ApiLab.Start();
        const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
        JsonObject metadata = new() { ["name"] = "own", ["namespace"] = "hutch", ["annotations"] = new JsonObject { [LastApplied] = "canary", ["kept"] = "canary-too" } };
        lab.Store.Create(ResourceKinds.Secrets, new JsonObject { ["metadata"] = metadata, ["data"] = new JsonObject { ["k"] = "Y2FuYXJ5" }, ["type"] = "Opaque" });
        lab.Store.Update(ResourceKinds.Nodes, null, lab.Names(ResourceKinds.Nodes)[0], node => node["metadata"]!["annotations"] = new JsonObject { [LastApplied] = "canary", ["kept"] = "yes" });
        var bodies = new StringBuilder();
        await using ScriptedApi front = ScriptedApi.Start(async (asked, responder, cancellationToken) =>
        {
            using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
            using var client = new HttpClient(handler);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(lab.Server.Endpoint, asked.Target));
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + lab.Server.AdminToken);
            request.Headers.TryAddWithoutValidation("Accept", asked["Accept"]);
            using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
            string body = await answer.Content.ReadAsStringAsync(cancellationToken);
            bodies.Append(body);
            await responder.SendAsync((int)answer.StatusCode, "application/json", body, cancellationToken);
        });
        using KubernetesConnection connection = front.Connect();

        Reading<SecretMetadata> secrets = await connection.Reader.ListAsync(ClusterResources.Secrets, "hutch", cancellationToken: Cancel);
        Reading<SecretMetadata> one = await connection.Reader.GetAsync(ClusterResources.Secrets, "hutch", "own", Cancel);

        Assert.Equal(lab.Names(ResourceKinds.Secrets, "hutch"), secrets.Items.Select(secret => secret.Metadata!.Name));
        Assert.All([.. secrets.Items, .. one.Items], secret => Assert.Empty(secret.Metadata!.Annotations));
        Assert.Equal(["application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"], front.Requests.Select(asked => asked["Accept"]));
        Assert.DoesNotContain("Y2FuYXJ5", bodies.ToString(), StringComparison.Ordinal);
        Assert.Contains("PartialObjectMetadata", bodies.ToString(), StringComparison.Ordinal);
        Node node = (await connection.Reader.ListAsync(ClusterResources.Nodes, cancellationToken: Cancel)).Items[0];
        Assert.Equal(["kept"], node.Metadata!.Annotations.Keys);
    }

    /// <summary>A list of some size arrives in pieces, and of a text that is not whole the reader of JSON skips nothing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task What_is_passed_over_is_passed_over_in_lists_that_come_in_pieces(int most)
    {
        string applied = JsonSerializer.Serialize($$"""{"metadata": {"labels": {"a": "{{new string('x', 100)}}"} } }""");
        string items = string.Join(',', Enumerable.Range(0, 500).Select(i =>
            $$$"""{"metadata":{"name":"p{{{i}}}","labels":{"none":null},"annotations":{"kubectl.kubernetes.io/last-applied-configuration":{{{applied}}},"kept":"yes"} }, "spec": {"containers": [{"name": "c", "env": [{"name": "A", "valueFrom": {"fieldRef": {"a": "b"} } }]}]} }"""));
        using var stream = new PiecesStream(Encoding.UTF8.GetBytes($$"""{"kind":"PodList","items":[{{items}}]}"""), most);
        ObjectList<Pod> list = await ObjectReaders.Of(ClusterResources.Pods, "v1").Page(stream, Cancel);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"p{i}"), list.Items.Select(pod => pod!.Metadata!.Name));
        Assert.All(list.Items, pod => Assert.Equal(["kept"], pod!.Metadata!.Annotations.Keys));
    }

    private sealed class PiecesStream(byte[] content, int most) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }

    private static T Read<T>(string json) => ObjectReaders.Of(new ClusterResource<T>("", ["v1"], "things"), "v1").Element(JsonDocument.Parse(json).RootElement);

    private static async Task<int> CompareAsync<T>(ApiLab lab, KubernetesConnection connection, ClusterResource<T> resource, ResourceKind kind)
    {
        JsonNode list = JsonNode.Parse(await lab.KubectlAsync("get", resource.ToString(), "-A", "-o", "json"))!;
        Reading<T> reading = await connection.Reader.ListAsync(resource, cancellationToken: Cancel);
        Dictionary<string, T> byUid = reading.Items.ToDictionary(item => ObjectReaders.Metadata(item!)!.Uid!, StringComparer.Ordinal);
        Assert.Equal(list["items"]!.AsArray().Count, byUid.Count);
        return list["items"]!.AsArray().Sum(item => Compare(item!, byUid[item!["metadata"]!["uid"]!.GetValue<string>()], kind.Kind));
    }

    private static Task ReadFullAsync<T>()
    {
        int number = 0;
        JsonNode full = JsonNode.Parse(Full(typeof(T), ref number).ToJsonString())!;
        T item = Read<T>(full.ToJsonString());
        if (item is SecretMetadata or NamespaceMetadata)
            full["metadata"]!.AsObject().Remove("annotations");
        int compared = Compare(full, item, typeof(T).Name);
        Assert.True(compared >= 9, $"{compared}");
        return Task.CompletedTask;
    }

    /// <summary>JSON with a value of its own for each property.</summary>
    private static JsonNode Full(Type type, ref int number)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        number++;
        if (type == typeof(string))
            return $"text {number}";
        if (type == typeof(int) || type == typeof(long))
            return number;
        if (type == typeof(bool))
            return true;
        if (type == typeof(DateTime))
            return new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(number).ToString("O");
        if (type.IsArray)
            return new JsonArray(Full(type.GetElementType()!, ref number), Full(type.GetElementType()!, ref number));
        if (type.IsAssignableTo(typeof(IEnumerable)))
            return new JsonObject { ["a"] = $"text {number}", ["b"] = "" };
        var json = new JsonObject();
        foreach (PropertyInfo property in Properties(type))
            json[Name(property)] = Full(property.PropertyType, ref number);
        return json;
    }

    private static int Compare(JsonNode json, object? value, string path)
    {
        Assert.True(value is not null, $"{path} is left unset");
        switch (value)
        {
            case string text:
                Assert.Equal(json.GetValueKind() == JsonValueKind.String ? json.GetValue<string>() : json.ToJsonString(), text);
                return 1;
            case int or long:
                Assert.Equal(json.GetValue<long>(), Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                return 1;
            case bool flag:
                Assert.Equal(json.GetValue<bool>(), flag);
                return 1;
            case DateTime time:
                Assert.Equal(DateTimeOffset.Parse(json.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture).UtcDateTime, time);
                Assert.Equal(DateTimeKind.Utc, time.Kind);
                return 1;
            case IReadOnlyDictionary<string, string> map:
                Assert.Equal(json.AsObject().Count, map.Count);
                Assert.All(json.AsObject(), pair => Assert.Equal(pair.Value!.GetValue<string>(), map[pair.Key]));
                return map.Count;
            case Array array:
                Assert.True(json.AsArray().Count == array.Length, path);
                return json.AsArray().Select((item, index) => Compare(item!, array.GetValue(index), $"{path}[{index}]")).Sum();
        }

        return Properties(value.GetType()).Where(property => json[Name(property)] is not null)
            .Sum(property => Compare(json[Name(property)]!, property.GetValue(value), $"{path}.{Name(property)}"));
    }

    // Settings of the CNI plugin are read where they are its own, and no others: CniSettingsTests.
    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && property.PropertyType != typeof(CniSetting[]));

    private static string Name(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
