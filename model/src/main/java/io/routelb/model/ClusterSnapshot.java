package io.routelb.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything a plan may look at, frozen at one instant. Kinds a program does not watch are empty. Built by {@code kube}, owned by
 * nobody, never changed.
 *
 * @param policies what is announced to whom beside the defaults
 */
public record ClusterSnapshot(
        Map<ObjectKey, ServiceView> services,
        Map<ObjectKey, List<EndpointView>> endpoints,
        Map<String, NodeView> nodes,
        Map<ObjectKey, ServiceGroupView> serviceGroups,
        Map<String, RoutingConfigView> routingConfigs,
        Map<String, BgpPeerView> bgpPeers,
        Map<ObjectKey, LBNodeAgentView> nodeAgents,
        Map<String, SecretView> secrets,
        RoutingPolicies policies) {
    /** Nothing at all. */
    public static final ClusterSnapshot EMPTY =
            new ClusterSnapshot(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public ClusterSnapshot {
        services = FrozenMap.copyOf(services);
        endpoints = FrozenMap.copyOf(endpoints);
        nodes = FrozenMap.copyOf(nodes);
        serviceGroups = FrozenMap.copyOf(serviceGroups);
        routingConfigs = FrozenMap.copyOf(routingConfigs);
        bgpPeers = FrozenMap.copyOf(bgpPeers);
        nodeAgents = FrozenMap.copyOf(nodeAgents);
        secrets = FrozenMap.copyOf(secrets);
    }

    /** Without BGPAdvertisements. */
    public ClusterSnapshot(
            Map<ObjectKey, ServiceView> services,
            Map<ObjectKey, List<EndpointView>> endpoints,
            Map<String, NodeView> nodes,
            Map<ObjectKey, ServiceGroupView> serviceGroups,
            Map<String, RoutingConfigView> routingConfigs,
            Map<String, BgpPeerView> bgpPeers,
            Map<ObjectKey, LBNodeAgentView> nodeAgents,
            Map<String, SecretView> secrets) {
        this(
                services,
                endpoints,
                nodes,
                serviceGroups,
                routingConfigs,
                bgpPeers,
                nodeAgents,
                secrets,
                RoutingPolicies.NONE);
    }

    /** Without Secrets, for who does not read them. */
    public ClusterSnapshot(
            Map<ObjectKey, ServiceView> services,
            Map<ObjectKey, List<EndpointView>> endpoints,
            Map<String, NodeView> nodes,
            Map<ObjectKey, ServiceGroupView> serviceGroups,
            Map<String, RoutingConfigView> routingConfigs,
            Map<String, BgpPeerView> bgpPeers,
            Map<ObjectKey, LBNodeAgentView> nodeAgents) {
        this(services, endpoints, nodes, serviceGroups, routingConfigs, bgpPeers, nodeAgents, Map.of());
    }

    /** Without LBNodeAgents and Secrets, for who does not watch them. */
    public ClusterSnapshot(
            Map<ObjectKey, ServiceView> services,
            Map<ObjectKey, List<EndpointView>> endpoints,
            Map<String, NodeView> nodes,
            Map<ObjectKey, ServiceGroupView> serviceGroups,
            Map<String, RoutingConfigView> routingConfigs,
            Map<String, BgpPeerView> bgpPeers) {
        this(services, endpoints, nodes, serviceGroups, routingConfigs, bgpPeers, Map.of());
    }

    /** The labels of the node of that name; none of one the cluster does not have. */
    public Map<String, String> labelsOf(String node) {
        return Optional.ofNullable(nodes.get(node)).map(NodeView::labels).orElse(Map.of());
    }

    /** The RoutingConfig that counts for a node with these labels; {@link LabelSelector#chosen} says which. */
    public Optional<RoutingConfigView> routingConfigFor(Map<String, String> labels) {
        return LabelSelector.chosen(
                routingConfigs.values(), RoutingConfigView::nodeSelector, RoutingConfigView::key, labels);
    }

    /** Services that are not here as they were there, or have other endpoints; also those that only one of the two has. */
    public Set<ObjectKey> changedServices(ClusterSnapshot before) {
        Set<ObjectKey> changed = FrozenMap.differing(before.services, services);
        changed.addAll(FrozenMap.differing(before.endpoints, endpoints));
        return changed;
    }

    /** The same cluster with these Services instead of its own. */
    public ClusterSnapshot withServices(Map<ObjectKey, ServiceView> others) {
        return new ClusterSnapshot(
                others, endpoints, nodes, serviceGroups, routingConfigs, bgpPeers, nodeAgents, secrets, policies);
    }

    /** The same cluster with these ServiceGroups instead of its own. */
    public ClusterSnapshot withServiceGroups(Map<ObjectKey, ServiceGroupView> others) {
        return new ClusterSnapshot(
                services, endpoints, nodes, others, routingConfigs, bgpPeers, nodeAgents, secrets, policies);
    }

    /** The same cluster with these BGPPeers instead of its own. */
    public ClusterSnapshot withBgpPeers(Map<String, BgpPeerView> others) {
        return new ClusterSnapshot(
                services, endpoints, nodes, serviceGroups, routingConfigs, others, nodeAgents, secrets, policies);
    }

    /** The same cluster with these policies instead of its own. */
    public ClusterSnapshot withPolicies(RoutingPolicies others) {
        return new ClusterSnapshot(
                services, endpoints, nodes, serviceGroups, routingConfigs, bgpPeers, nodeAgents, secrets, others);
    }
}
