package io.routelb.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A BGPPeer as written: whom the selected nodes talk to. Empty text stands for an absent field; 0 for an absent localAsn.
 *
 * @param address the peer's; a link-local one with its interface, {@code fe80::1%eth1}; or the interface alone, {@code %eth1}, when
 *     the peer is whoever is found there; or {@link #DEFAULT_GATEWAY}
 * @param password where the TCP MD5 key is to be read; empty = none is wanted
 * @param restart what the peer says of graceful restart; empty = what the RoutingConfig says
 * @param options everything else; of no account are its password and its restart
 * @param range where neighbours that are known by that alone dial from, instead of an address
 * @param labels of the object, for the selectors of BGPAdvertisements
 */
public record BgpPeerView(
        ObjectKey key,
        long generation,
        Instant created,
        LabelSelector nodeSelector,
        String address,
        String asn,
        long localAsn,
        int port,
        String sourceAddress,
        Duration holdTime,
        Duration keepaliveTime,
        Duration connectRetryTime,
        int ebgpMultihop,
        List<IpFamily> families,
        boolean passive,
        Optional<SecretRef> password,
        Optional<PeerOptions.Restart> restart,
        PeerOptions options,
        Optional<Range> range,
        Map<String, String> labels) {
    /** Stands for an address: the peer is the gateway of the node's default route, whichever that is. */
    public static final String DEFAULT_GATEWAY = "DefaultGateway";

    /** Who comes first counts where two name one peer. */
    public static final Comparator<BgpPeerView> OLDEST_FIRST =
            Comparator.comparing(BgpPeerView::created).thenComparing(BgpPeerView::key);

    /** A value of a Secret in the install namespace. */
    public record SecretRef(String name, String key) {}

    /**
     * Dynamic neighbours.
     *
     * @param prefix as written
     * @param limit the most there may be at once on a node
     */
    public record Range(String prefix, int limit) {}

    public BgpPeerView {
        families = List.copyOf(families);
        labels = Map.copyOf(labels);
    }
}
