package io.routelb.kube.watch;

/** The kinds a program can ask {@link ClusterWatch} for; what it does not ask for stays empty in the snapshot. */
public enum WatchedKind {
    SERVICES,
    ENDPOINT_SLICES,
    NODES,
    SERVICE_GROUPS,
    LB_NODE_AGENTS,
    ROUTING_CONFIGS,
    BGP_PEERS,
    /** Those that BGPPeers name, for who is to dial them. */
    SECRETS,
    BGP_ADVERTISEMENTS,
    /** Their labels. */
    NAMESPACES
}
