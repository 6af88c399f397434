using System.Net;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>The objects of a scenario's cluster as its controllers left them long ago.</summary>
internal sealed class ClusterBuilder(LabWorld world)
{
    private readonly ClusterSpec _spec = world.Scenario.Cluster!;
    private readonly ClusterStore _store = world.Cluster;
    private readonly Dictionary<string, Instance> _instances = world.Cloud.Instances.Values.Where(instance => instance.NodeName is not null).ToDictionary(instance => instance.NodeName!, StringComparer.Ordinal);
    private readonly Dictionary<string, NodeSpec> _nodes = world.Scenario.Cluster!.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _clusterIps = new(StringComparer.Ordinal);

    private DateTimeOffset Founded => world.Start.AddDays(-400);

    // When a node without heartbeats was given up: not longer ago than pods tolerate it (five minutes), or they would be elsewhere by now.
    private DateTimeOffset Silence => world.Start.AddMinutes(-1);

    public void Build()
    {
        (ResourceKind Kind, JsonObject Item)[] written = [.. new ScenarioObjects(world).Read()];
        new SystemObjects(world, Founded).Add(written);
        foreach (NodeSpec node in _spec.Nodes)
            AddNode(node);
        AddDaemonSet("kube-proxy", NodeFactory.KubeProxyImage(world), "kube-proxy", Json.List("kube-proxy", "--v=2", "--config=/var/lib/kube-proxy-config/config"));
        AddDaemonSet("aws-node", NodeFactory.CniImage(world), "aws-node", Json.List("/app/aws-vpc-cni"), SystemObjects.CniEnvironment());
        foreach (DeploymentSpec deployment in _spec.Deployments)
            AddDeployment(deployment);
        foreach (ServiceSpec service in _spec.Services)
            _store.Create(ResourceKinds.Services, ServiceFactory.Service(world, service, ClusterIp(service), world.Start.AddDays(-200)));
        foreach (DeploymentSpec deployment in _spec.Deployments.Where(deployment => deployment.MaxUnavailable is not null))
            _store.Create(ResourceKinds.PodDisruptionBudgets, ServiceFactory.DisruptionBudget(world, deployment, deployment.Nodes.Count(name => Node(name).Ready), world.Start.AddDays(-90)));
        foreach (TargetGroupBindingSpec binding in _spec.TargetGroupBindings)
            _store.Create(ResourceKinds.TargetGroupBindings, ServiceFactory.TargetGroupBinding(world, binding, world.Start.AddDays(-90)));
        var objects = new ScenarioObjects(world);
        foreach ((ResourceKind kind, JsonObject item) in written.OrderBy(pair => pair.Kind == ResourceKinds.Events))
            objects.Put(kind, item);
        AddEndpoints();
    }

    private void AddNode(NodeSpec spec)
    {
        Instance instance = _instances[spec.Name];
        DateTimeOffset joined = instance.LaunchTime.AddSeconds(42);
        JsonObject node = NodeFactory.Create(world, instance, spec, joined, ready: true);
        DateTimeOffset beat = spec.Ready ? world.Start : Silence.AddSeconds(-40);
        NodeConditions.Beat(node, beat);
        if (!spec.Ready)
            NodeConditions.SetUnknown(node, Silence, beat);
        if (spec.Unschedulable)
        {
            node["spec"]!["unschedulable"] = true;
            NodeConditions.AddTaint(node, NodeConditions.Taint(NodeConditions.Unschedulable, "NoSchedule", world.Start.AddMinutes(-30)));
        }

        node = _store.Create(ResourceKinds.Nodes, node);
        _store.Create(ResourceKinds.Leases, NodeFactory.Lease(node, joined, beat));
    }

    private void AddDaemonSet(string name, string image, string account, JsonArray command, JsonArray? env = null)
    {
        JsonObject daemonSet = WorkloadFactory.DaemonSet(world, name, image, account, command, env, Founded);
        int ready = _spec.Nodes.Count(node => node.Ready);
        WorkloadStatus.SetDaemonSet(daemonSet, _spec.Nodes.Count, new(_spec.Nodes.Count, _spec.Nodes.Count, ready));
        daemonSet = _store.Create(ResourceKinds.DaemonSets, daemonSet);
        _store.Create(ResourceKinds.ControllerRevisions, WorkloadFactory.ControllerRevision(world, daemonSet, 1, Founded));
        string hash = WorkloadFactory.DaemonHash(daemonSet);
        foreach (NodeSpec node in _spec.Nodes)
        {
            string of = $"{name}/{node.Name}";
            JsonObject pod = WorkloadFactory.DaemonPod(daemonSet, hash, PodName("kube-system", name, of), world.Ids.Uuid($"pod/{of}"), node.Name);
            Run(pod, node, _instances[node.Name].LaunchTime.AddSeconds(43));
        }
    }

    private void AddDeployment(DeploymentSpec spec)
    {
        DateTimeOffset moved = world.Start.AddHours(-spec.AgeHours);
        JsonObject deployment = WorkloadFactory.Deployment(world, spec, moved.AddDays(-30));
        int ready = spec.Nodes.Count(name => Node(name).Ready);
        WorkloadStatus.SetDeployment(deployment, new(spec.Nodes.Count, spec.Nodes.Count, ready), $"{spec.Name}-{WorkloadFactory.TemplateHash(deployment)}", moved);
        deployment = _store.Create(ResourceKinds.Deployments, deployment);
        JsonObject replicaSet = WorkloadFactory.ReplicaSet(world, deployment, 1, spec.Nodes.Count, moved.AddDays(-30));
        WorkloadStatus.SetReplicaSet(replicaSet, new(spec.Nodes.Count, spec.Nodes.Count, ready));
        replicaSet = _store.Create(ResourceKinds.ReplicaSets, replicaSet);
        for (int index = 0; index < spec.Nodes.Count; index++)
        {
            // Pods cannot be older than their node; and of several, the last one moved at the age that the scenario says.
            NodeSpec node = Node(spec.Nodes[index]);
            DateTimeOffset created = moved.AddMinutes(index - spec.Nodes.Count + 1);
            DateTimeOffset joined = _instances[node.Name].LaunchTime.AddMinutes(2);
            string of = $"{spec.Namespace}/{spec.Name}/{index}";
            JsonObject pod = PodFactory.Create(replicaSet, PodName(spec.Namespace, KubeObject.Name(replicaSet), of), world.Ids.Uuid($"pod/{of}"));
            Run(pod, node, created < joined ? joined : created);
        }
    }

    private void Run(JsonObject pod, NodeSpec node, DateTimeOffset created)
    {
        Instance instance = _instances[node.Name];
        IPAddress address = PodFactory.IsHostNetwork(pod) ? instance.PrivateIp
            : InstanceFactory.TakePodAddress(world, instance) ?? throw new InvalidOperationException($"No address of {instance.SubnetId} is left for the pods of {node.Name}; the scenario needs a larger subnet.");
        KubeObject.Metadata(pod)["creationTimestamp"] = KubeObject.Timestamp(created);
        PodFactory.SetBound(pod, node.Name, created);
        PodFactory.SetRunning(pod, address.ToString(), instance.PrivateIp.ToString(), created.AddSeconds(3));
        if (!node.Ready)
            PodFactory.SetUnready(pod, Silence);
        _store.Create(ResourceKinds.Pods, pod);
    }

    // Five letters are enough for thousands of pods of an owner, but not without two that are the same.
    private string PodName(string @namespace, string owner, string of)
    {
        string name = $"{owner}-{world.Ids.Suffix(of)}";
        for (int again = 1; _store.Find(ResourceKinds.Pods, @namespace, name) is not null; again++)
            name = $"{owner}-{world.Ids.Suffix($"{of}/{again}")}";
        return name;
    }

    private void AddEndpoints()
    {
        ILookup<string?, JsonObject> pods = _store.List(ResourceKinds.Pods).ToLookup(KubeObject.Namespace, StringComparer.Ordinal);
        foreach (JsonObject service in _store.List(ResourceKinds.Services))
        {
            IReadOnlyDictionary<string, string> selector = KubeObject.Map(service, "spec", "selector");
            if (selector.Count == 0)
                continue;
            JsonObject[] selected = [.. pods[KubeObject.Namespace(service)].Where(pod => Selectors.Match(selector, pod))];
            List<JsonObject> endpoints = EndpointSliceFactory.Endpoints(service, selected, node => _instances.GetValueOrDefault(node)?.AvailabilityZone);
            string created = KubeObject.Text(service, "metadata", "creationTimestamp")!;
            foreach (JsonObject slice in EndpointSliceFactory.Slices(world, service, endpoints, EndpointSliceFactory.NewestChange(selected) ?? created))
                Create(ResourceKinds.EndpointSlices, slice, created);
            Create(ResourceKinds.Endpoints, EndpointSliceFactory.EndpointsObject(world, service, endpoints), created);
        }
    }

    private void Create(ResourceKind kind, JsonObject item, string created)
    {
        if (_store.Find(kind, KubeObject.Namespace(item), KubeObject.Name(item)) is not null)
            return;
        KubeObject.Metadata(item)["creationTimestamp"] = created;
        _store.Create(kind, item);
    }

    private NodeSpec Node(string name) => _nodes.TryGetValue(name, out NodeSpec? node) ? node : throw new InvalidOperationException($"The scenario has no node '{name}'.");

    private string ClusterIp(ServiceSpec spec)
    {
        for (int attempt = 0; ; attempt++)
        {
            string hex = world.Ids.Hex($"clusterIP/{spec.Namespace}/{spec.Name}/{attempt}", 4);
            string address = $"172.20.{Convert.ToByte(hex[..2], 16)}.{Math.Clamp(Convert.ToByte(hex[2..], 16), (byte)11, (byte)250)}";
            if (_clusterIps.Add(address))
                return address;
        }
    }
}
