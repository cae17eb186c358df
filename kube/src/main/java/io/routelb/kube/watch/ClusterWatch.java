package io.routelb.kube.watch;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Node;
import io.routelb.kube.api.EndpointSlice;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeKind;
import io.routelb.kube.api.KubeKinds;
import io.routelb.kube.api.Service;
import io.routelb.kube.crd.BgpAdvertisement;
import io.routelb.kube.crd.BgpPeer;
import io.routelb.kube.crd.LBNodeAgent;
import io.routelb.kube.crd.RoutingConfig;
import io.routelb.kube.crd.ServiceGroup;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.FrozenMap;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.PolicyKey;
import io.routelb.model.Refusal;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingPolicies;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A watch for each of the chosen kinds and the snapshot made of them. Their threads only wake; {@link #snapshot} is taken by the loop
 * that is woken and by whoever judges a request in between. An API server that is away, at the start or later, is retried for ever: what is known stays in force, {@link #synced} stays
 * true once it was, and {@link #outage} says what is wrong.
 */
public final class ClusterWatch {
    private final Map<WatchedKind, KindWatch<?, ?, ?>> watches = new EnumMap<>(WatchedKind.class);
    private final KindWatch<Service, ?, ServiceView> services;
    private final KindWatch<EndpointSlice, ?, CoreViews.Slice> slices;
    private final KindWatch<V1Node, ?, NodeView> nodes;
    private final KindWatch<ServiceGroup, ?, ServiceGroupView> serviceGroups;
    private final KindWatch<LBNodeAgent, ?, LBNodeAgentView> nodeAgents;
    private final KindWatch<RoutingConfig, ?, RoutingConfigView> routingConfigs;
    private final KindWatch<BgpPeer, ?, BgpPeerView> bgpPeers;
    private final KindWatch<BgpAdvertisement, ?, BgpAdvertisementView> advertisements;
    private final KindWatch<V1Namespace, ?, Map<String, String>> namespaces;

    private final SecretsWatch secrets;
    private final Settled<BgpPeerView> settledPeers = new Settled<>(BgpPeerView::password);
    private final Settled<RoutingConfigView> settledConfigs =
            new Settled<>(config -> config.mesh().password());

    private final Merged<Map<ObjectKey, List<EndpointView>>, CoreViews.Slice> endpoints;
    private final Merged<Map<String, NodeView>, NodeView> nodesByName;
    private final Merged<Map<String, RoutingConfigView>, RoutingConfigView> configsByName;
    private final Merged<Map<String, BgpPeerView>, BgpPeerView> peersByName;
    private final Merged<Map<String, BgpAdvertisementView>, BgpAdvertisementView> advertisementsByName;
    private final Merged<Map<String, Map<String, String>>, Map<String, String>> labelsOfNamespaces;

    private final Set<WatchedKind> chosen;
    private final KubeApi api;
    private final Runnable wake;

    private ClusterWatch(ApiClient client, Set<WatchedKind> kinds, String groupNamespace, Runnable wake) {
        this.chosen = Set.copyOf(kinds);
        this.api = new KubeApi(client);
        this.wake = wake;
        services = watch(WatchedKind.SERVICES, KubeKinds.SERVICE, "", (service, meta) -> service.view());
        slices = watch(WatchedKind.ENDPOINT_SLICES, KubeKinds.ENDPOINT_SLICE, "", CoreViews::slice);
        nodes = watch(WatchedKind.NODES, KubeKinds.NODE, "", CoreViews::node);
        serviceGroups =
                watch(WatchedKind.SERVICE_GROUPS, KubeKinds.SERVICE_GROUP, groupNamespace, CustomViews::serviceGroup);
        nodeAgents =
                watch(WatchedKind.LB_NODE_AGENTS, KubeKinds.LB_NODE_AGENT, groupNamespace, NodeAgentViews::nodeAgent);
        routingConfigs = watch(WatchedKind.ROUTING_CONFIGS, KubeKinds.ROUTING_CONFIG, "", CustomViews::routingConfig);
        bgpPeers = watch(WatchedKind.BGP_PEERS, KubeKinds.BGP_PEER, "", PeerViews::bgpPeer);
        advertisements = watch(
                WatchedKind.BGP_ADVERTISEMENTS, KubeKinds.BGP_ADVERTISEMENT, "", AdvertisementViews::advertisement);
        namespaces = watch(WatchedKind.NAMESPACES, KubeKinds.NAMESPACE, "", AdvertisementViews::namespace);
        secrets = new SecretsWatch(api, groupNamespace, wake);
        endpoints = new Merged<>(ClusterWatch::endpointsByService);
        nodesByName = new Merged<>(ClusterWatch::byName);
        configsByName = new Merged<>(ClusterWatch::byName);
        peersByName = new Merged<>(ClusterWatch::byName);
        advertisementsByName = new Merged<>(ClusterWatch::byName);
        labelsOfNamespaces = new Merged<>(ClusterWatch::byName);
    }

    /**
     * Starts to watch {@code kinds} and returns at once. ServiceGroups and LBNodeAgents are read from {@code groupNamespace} only,
     * or from every namespace when that is empty. {@code wake} is called from the threads that read whenever {@link #snapshot} or {@link
     * #synced} may have changed; it must not block.
     */
    public static ClusterWatch start(ApiClient client, Set<WatchedKind> kinds, String groupNamespace, Runnable wake) {
        ClusterWatch watch = new ClusterWatch(client, kinds, groupNamespace, wake);
        watch.watches.values().forEach(KindWatch::start);
        return watch;
    }

    /** Whether each chosen kind has been listed once, so that an absence in the snapshot means absence in the cluster. */
    public boolean synced() {
        return watches.values().stream().allMatch(KindWatch::synced);
    }

    /** As {@link #synced()}, of these chosen kinds alone: who can do without the others need not wait for them. Not of Secrets. */
    public boolean synced(Set<WatchedKind> kinds) {
        return kinds.stream()
                .allMatch(kind -> watches.containsKey(kind) && watches.get(kind).synced());
    }

    /** Why a kind cannot be read at this moment, in one sentence; empty when all can. Any thread. */
    public String outage() {
        return watches.values().stream()
                .map(KindWatch::outage)
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Everything that is known, now. Any thread, one at a time; cheap when little has changed. */
    public synchronized ClusterSnapshot snapshot() {
        Map<String, BgpPeerView> peers = peersByName.of(bgpPeers.views());
        Map<String, RoutingConfigView> configs = configsByName.of(routingConfigs.views());
        Set<String> named = new HashSet<>();
        if (chosen.contains(WatchedKind.SECRETS)) {
            named.addAll(settledPeers.secrets(peers));
            named.addAll(settledConfigs.secrets(configs));
        }
        SecretsWatch.Known passwords = secrets.of(named);
        return new ClusterSnapshot(
                services.views().byKey(),
                endpoints.of(slices.views()),
                nodesByName.of(nodes.views()),
                serviceGroups.views().byKey(),
                settledConfigs.of(configs, passwords.pending()),
                settledPeers.of(peers, passwords.pending()),
                nodeAgents.views().byKey(),
                passwords.byName(),
                new RoutingPolicies(
                        advertisementsByName.of(advertisements.views()), labelsOfNamespaces.of(namespaces.views())));
    }

    /** The Service as the API server last sent it, for writers that need what the view leaves out. Any thread; not to be changed. */
    public Optional<Service> service(ObjectKey key) {
        return services.raw(key);
    }

    /** The ServiceGroup as the API server last sent it. Any thread; not to be changed. */
    public Optional<ServiceGroup> serviceGroup(ObjectKey key) {
        return serviceGroups.raw(key);
    }

    /** The object of routing as the API server last sent it. Any thread; not to be changed. */
    public Optional<? extends KubernetesObject> policy(PolicyKey key) {
        return policies(key.kind()).raw(ObjectKey.cluster(key.name()));
    }

    /** The objects of routing that are not in the snapshot as they are written. Any thread, one at a time. */
    public synchronized Map<PolicyKey, Refusal> refusedPolicies() {
        Map<PolicyKey, Refusal> refused = new HashMap<>();
        for (PolicyKey.Kind kind : PolicyKey.Kind.values()) {
            policies(kind).views().refused().forEach((key, why) -> refused.put(new PolicyKey(kind, key.name()), why));
        }
        return refused;
    }

    private KindWatch<?, ?, ?> policies(PolicyKey.Kind kind) {
        return switch (kind) {
            case ROUTING_CONFIG -> routingConfigs;
            case BGP_PEER -> bgpPeers;
            case BGP_ADVERTISEMENT -> advertisements;
        };
    }

    /** Ends all watches. The snapshot stays as it is. */
    public synchronized void stop() {
        watches.values().forEach(KindWatch::stop);
        secrets.stop();
    }

    private <T extends KubernetesObject, L extends KubernetesListObject, V> KindWatch<T, L, V> watch(
            WatchedKind kind, KubeKind<T, L> where, String namespace, ViewCache.Conversion<T, V> conversion) {
        KindWatch<T, L, V> watch = new KindWatch<>(api, where, namespace, conversion, wake);
        if (chosen.contains(kind)) {
            watches.put(kind, watch);
        }
        return watch;
    }

    private static <V> Map<String, V> byName(Map<ObjectKey, V> byKey) {
        Map<String, V> byName = HashMap.newHashMap(byKey.size());
        byKey.forEach((key, view) -> byName.put(key.name(), view));
        return FrozenMap.copyOf(byName);
    }

    /** Of one slice, as most Services have, the very list: who compares snapshots sees at a look that it is the same. */
    private static Map<ObjectKey, List<EndpointView>> endpointsByService(Map<ObjectKey, CoreViews.Slice> slices) {
        Map<ObjectKey, List<EndpointView>> byService = HashMap.newHashMap(slices.size());
        for (CoreViews.Slice slice : slices.values()) {
            if (!slice.service().name().isEmpty()) {
                byService.merge(slice.service(), slice.endpoints(), ClusterWatch::together);
            }
        }
        return FrozenMap.copyOf(byService);
    }

    private static List<EndpointView> together(List<EndpointView> some, List<EndpointView> others) {
        List<EndpointView> all = new ArrayList<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }
}
