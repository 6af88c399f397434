using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Elbv2;

/// <summary>The attributes that every resource of a type has, with the defaults of the API reference.</summary>
internal static class DefaultAttributes
{
    private static readonly (string Key, string Value)[] s_anyLoadBalancer =
    [
        ("access_logs.s3.enabled", "false"), ("access_logs.s3.bucket", ""), ("access_logs.s3.prefix", ""),
        ("deletion_protection.enabled", "false"), ("zonal_shift.config.enabled", "false"),
    ];

    private static readonly (string Key, string Value)[] s_application =
    [
        ("load_balancing.cross_zone.enabled", "true"), ("idle_timeout.timeout_seconds", "60"), ("client_keep_alive.seconds", "3600"),
        ("connection_logs.s3.enabled", "false"), ("connection_logs.s3.bucket", ""), ("connection_logs.s3.prefix", ""),
        ("health_check_logs.s3.enabled", "false"), ("health_check_logs.s3.bucket", ""), ("health_check_logs.s3.prefix", ""),
        ("routing.http.desync_mitigation_mode", "defensive"), ("routing.http.drop_invalid_header_fields.enabled", "false"),
        ("routing.http.preserve_host_header.enabled", "false"), ("routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false"),
        ("routing.http.xff_client_port.enabled", "false"), ("routing.http.xff_header_processing.mode", "append"), ("routing.http2.enabled", "true"),
        ("waf.fail_open.enabled", "false"),
    ];

    private static readonly (string Key, string Value)[] s_network =
    [
        ("load_balancing.cross_zone.enabled", "false"), ("dns_record.client_routing_policy", "any_availability_zone"), ("secondary_ips.auto_assigned.per_subnet", "0"),
    ];

    private static readonly (string Key, string Value)[] s_anyGroup =
    [
        ("deregistration_delay.timeout_seconds", "300"), ("stickiness.enabled", "false"), ("load_balancing.cross_zone.enabled", "use_load_balancer_configuration"),
        ("target_group_health.dns_failover.minimum_healthy_targets.count", "1"), ("target_group_health.dns_failover.minimum_healthy_targets.percentage", "off"),
        ("target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1"),
        ("target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off"),
    ];

    private static readonly (string Key, string Value)[] s_applicationGroup =
    [
        ("stickiness.type", "lb_cookie"), ("stickiness.lb_cookie.duration_seconds", "86400"), ("stickiness.app_cookie.cookie_name", ""),
        ("stickiness.app_cookie.duration_seconds", "86400"), ("slow_start.duration_seconds", "0"),
        ("load_balancing.algorithm.type", "round_robin"), ("load_balancing.algorithm.anomaly_mitigation", "off"),
    ];

    private static readonly (string Key, string Value)[] s_networkGroup =
    [
        ("stickiness.type", "source_ip"), ("deregistration_delay.connection_termination.enabled", "false"), ("proxy_protocol_v2.enabled", "false"),
        ("target_health_state.unhealthy.connection_termination.enabled", "true"), ("target_health_state.unhealthy.draining_interval_seconds", "0"),
    ];

    private static readonly (string Key, string Value)[] s_applicationListener =
    [
        ("routing.http.response.server.enabled", "true"), ("routing.http.response.strict_transport_security.header_value", ""),
        ("routing.http.response.access_control_allow_origin.header_value", ""), ("routing.http.response.access_control_allow_methods.header_value", ""),
        ("routing.http.response.access_control_allow_headers.header_value", ""), ("routing.http.response.access_control_allow_credentials.header_value", ""),
        ("routing.http.response.access_control_expose_headers.header_value", ""), ("routing.http.response.access_control_max_age.header_value", ""),
        ("routing.http.response.content_security_policy.header_value", ""), ("routing.http.response.x_content_type_options.header_value", ""),
        ("routing.http.response.x_frame_options.header_value", ""),
    ];

    private static readonly (string Key, string Value)[] s_networkListener = [("tcp.idle_timeout.seconds", "350")];

    public static IEnumerable<(string Key, string Value)> Of(LoadBalancer loadBalancer) => [.. s_anyLoadBalancer, .. loadBalancer.IsNetwork ? s_network : s_application];

    public static IEnumerable<(string Key, string Value)> Of(TargetGroup group) => group.Protocol is "HTTP" or "HTTPS"
        ? [.. s_anyGroup, .. s_applicationGroup]
        // Addresses keep the load balancer's source with TCP and TLS; instances see the client's.
        : [.. s_anyGroup, .. s_networkGroup, ("preserve_client_ip.enabled", group is { TargetType: "ip", Protocol: "TCP" or "TLS" } ? "false" : "true")];

    public static IEnumerable<(string Key, string Value)> Of(Listener listener) => listener.Protocol switch
    {
        "HTTP" or "HTTPS" => s_applicationListener,
        "TCP" => s_networkListener,
        _ => [],
    };
}
