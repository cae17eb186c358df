package io.routelb.kube.api;

import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseList;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NamespaceList;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeList;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1SecretList;
import io.routelb.kube.crd.BgpAdvertisement;
import io.routelb.kube.crd.BgpPeer;
import io.routelb.kube.crd.LBNodeAgent;
import io.routelb.kube.crd.RoutingConfig;
import io.routelb.kube.crd.RoutingNodeStatus;
import io.routelb.kube.crd.ServiceGroup;

/** The kinds RouteLB reads or writes, with their classes. */
public final class KubeKinds {
    public static final KubeKind<Service, Service.ListOf> SERVICE =
            new KubeKind<>("", "v1", "Service", "services", Service.class, Service.ListOf.class);
    public static final KubeKind<V1Node, V1NodeList> NODE =
            new KubeKind<>("", "v1", "Node", "nodes", V1Node.class, V1NodeList.class);
    public static final KubeKind<V1Namespace, V1NamespaceList> NAMESPACE =
            new KubeKind<>("", "v1", "Namespace", "namespaces", V1Namespace.class, V1NamespaceList.class);
    public static final KubeKind<V1Secret, V1SecretList> SECRET =
            new KubeKind<>("", "v1", "Secret", "secrets", V1Secret.class, V1SecretList.class);
    public static final KubeKind<EndpointSlice, EndpointSlice.ListOf> ENDPOINT_SLICE = new KubeKind<>(
            "discovery.k8s.io",
            "v1",
            "EndpointSlice",
            "endpointslices",
            EndpointSlice.class,
            EndpointSlice.ListOf.class);
    public static final KubeKind<V1Lease, V1LeaseList> LEASE =
            new KubeKind<>("coordination.k8s.io", "v1", "Lease", "leases", V1Lease.class, V1LeaseList.class);
    public static final KubeKind<LBNodeAgent, LBNodeAgent.ListOf> LB_NODE_AGENT = new KubeKind<>(
            "purelb.io", "v2", "LBNodeAgent", "lbnodeagents", LBNodeAgent.class, LBNodeAgent.ListOf.class);
    public static final KubeKind<ServiceGroup, ServiceGroup.ListOf> SERVICE_GROUP = new KubeKind<>(
            "purelb.io", "v2", "ServiceGroup", "servicegroups", ServiceGroup.class, ServiceGroup.ListOf.class);
    public static final KubeKind<RoutingConfig, RoutingConfig.ListOf> ROUTING_CONFIG = new KubeKind<>(
            "routelb.io", "v1", "RoutingConfig", "routingconfigs", RoutingConfig.class, RoutingConfig.ListOf.class);
    public static final KubeKind<BgpPeer, BgpPeer.ListOf> BGP_PEER =
            new KubeKind<>("routelb.io", "v1", "BGPPeer", "bgppeers", BgpPeer.class, BgpPeer.ListOf.class);
    public static final KubeKind<BgpAdvertisement, BgpAdvertisement.ListOf> BGP_ADVERTISEMENT = new KubeKind<>(
            "routelb.io",
            "v1",
            "BGPAdvertisement",
            "bgpadvertisements",
            BgpAdvertisement.class,
            BgpAdvertisement.ListOf.class);
    public static final KubeKind<RoutingNodeStatus, RoutingNodeStatus.ListOf> ROUTING_NODE_STATUS = new KubeKind<>(
            "routelb.io",
            "v1",
            "RoutingNodeStatus",
            "routingnodestatuses",
            RoutingNodeStatus.class,
            RoutingNodeStatus.ListOf.class);

    private KubeKinds() {}
}
