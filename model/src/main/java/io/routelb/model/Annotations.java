package io.routelb.model;

/** Names of the annotations RouteLB reads and writes on Services. See docs/reference/annotations.md. */
public final class Annotations {
    /** Read: the ServiceGroup to allocate from. */
    public static final String SERVICE_GROUP = "purelb.io/service-group";
    /** Read: the exact address, or a comma list for dual stack. */
    public static final String ADDRESSES = "purelb.io/addresses";
    /** Read: Services with the same key share an address. */
    public static final String ALLOW_SHARED_IP = "purelb.io/allow-shared-ip";
    /** Read: {@code true} or {@code false}, overrides the group's multiPool. */
    public static final String MULTI_POOL = "purelb.io/multi-pool";
    /** Read: {@code true} keeps externalTrafficPolicy Local on a local pool even where the announcer has no endpoint. */
    public static final String ALLOW_LOCAL = "purelb.io/allow-local";
    /** Read: {@link #SERVICE_ENDPOINTS} prefers announcers with endpoints (local pools). */
    public static final String NODE_AFFINITY = "purelb.io/node-affinity";
    /** Value of {@link #NODE_AFFINITY}. */
    public static final String SERVICE_ENDPOINTS = "service-endpoints";
    /** Read: {@code true} leaves a local address where it is when a better node appears. */
    public static final String NO_FAILBACK = "routelb.io/no-failback";
    /** Read and removed: asks once to look at the Service as if it were new. */
    public static final String RE_EVALUATE = "purelb.io/re-evaluate";
    /** Written: who allocated; always {@link #ALLOCATED_BY_VALUE}. */
    public static final String ALLOCATED_BY = "purelb.io/allocated-by";
    /** Written: the group the addresses come from. */
    public static final String ALLOCATED_FROM = "purelb.io/allocated-from";
    /** Written: {@code local} or {@code remote}. */
    public static final String POOL_TYPE = "purelb.io/pool-type";

    /** Written: {@code true} where the agent must not wait for duplicate address detection. */
    public static final String SKIP_IPV6_DAD = "purelb.io/skip-ipv6-dad";
    /** Written by a new leader of the allocator before it gives addresses; its value means nothing to others. */
    public static final String ALLOCATOR_TERM = "routelb.io/allocator-term";

    /** Written by agents: who announces the IPv4 address of a local pool. */
    public static final String ANNOUNCING_IPV4 = "purelb.io/announcing-IPv4";
    /** Written by agents: who announces the IPv6 address of a local pool. */
    public static final String ANNOUNCING_IPV6 = "purelb.io/announcing-IPv6";

    /** Read on a Node, written by {@code kubectl routelb drain}: present = the node is to be taken out; the value says since when. */
    public static final String DRAIN = "routelb.io/drain";

    /** Written with a finalizer: what external IPAMs may have on record for the Service. */
    public static final String IPAM_CLAIMS = "routelb.io/ipam-claims";

    /** Read: {@code true} or {@code false}, overrides the {@code sources} of BGPAdvertisements for this Service. */
    public static final String ADVERTISE_LOAD_BALANCER_IP = "routelb.io/advertise-load-balancer-ip";
    /** Read: as {@link #ADVERTISE_LOAD_BALANCER_IP}, of the cluster IPs. */
    public static final String ADVERTISE_CLUSTER_IP = "routelb.io/advertise-cluster-ip";
    /** Read: as {@link #ADVERTISE_LOAD_BALANCER_IP}, of the external IPs. */
    public static final String ADVERTISE_EXTERNAL_IP = "routelb.io/advertise-external-ip";
    /** kube-router's word for {@link #ADVERTISE_LOAD_BALANCER_IP}; read where ours is absent. */
    public static final String KUBE_ROUTER_LOAD_BALANCER_IP = "kube-router.io/service.advertise.loadbalancerip";
    /** kube-router's word for {@link #ADVERTISE_CLUSTER_IP}. */
    public static final String KUBE_ROUTER_CLUSTER_IP = "kube-router.io/service.advertise.clusterip";
    /** kube-router's word for {@link #ADVERTISE_EXTERNAL_IP}. */
    public static final String KUBE_ROUTER_EXTERNAL_IP = "kube-router.io/service.advertise.externalip";

    /** Read: {@code true} withdraws the Service's addresses everywhere while it has no usable endpoint on any node. */
    public static final String WITHDRAW_WHEN_NO_ENDPOINTS = "routelb.io/withdraw-when-no-endpoints";

    /** The mark of ours: an address without it is never announced or removed. */
    public static final String ALLOCATED_BY_VALUE = "PureLB";

    private Annotations() {}
}
