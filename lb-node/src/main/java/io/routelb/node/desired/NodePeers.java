package io.routelb.node.desired;

import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BgpPeerView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.LabelSelector;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeAnnotations.Written;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerParser;
import io.routelb.model.SessionPassword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The peers in a node's annotations, all or none. Pure. Parallel lists: the first AS is that of the first address. */
final class NodePeers {
    /** Before the address, in names of such peers; it has a space in it, so that no BGPPeer is called that. */
    static final String NAME = "annotation ";

    private static final int MOST = 64;
    private static final int BGP_PORT = 179;
    private static final Duration HOLD = Duration.ofSeconds(90);
    private static final Duration CONNECT_RETRY = Duration.ofSeconds(5);

    private NodePeers() {}

    /** {@code own} is the node's AS. */
    static List<BgpPeerView> of(NodeView node, Asn own) throws InvalidValueException {
        Optional<Written> written = NodeAnnotations.find(node, NodeAnnotations.PEER_IPS);
        List<String> addresses = written.isEmpty() ? List.of() : NodeSays.list(written.get());
        Optional<Written> secret = NodeAnnotations.find(node, NodeAnnotations.PEER_PASSWORDS);
        if (secret.filter(each -> each.value().equals(NodeAnnotations.NOT_KEPT)).isPresent()) {
            throw new InvalidValueException(
                    secret.get().said() + " is not kept on disk; it is read when the API server can be reached");
        }
        if (addresses.size() > MOST) {
            throw new InvalidValueException(written.orElseThrow().said() + " has more than " + MOST + " addresses");
        }
        Beside asns = Beside.of(node, NodeAnnotations.PEER_ASNS, addresses);
        Beside ports = Beside.of(node, NodeAnnotations.PEER_PORTS, addresses);
        Beside passwords = Beside.of(node, NodeAnnotations.PEER_PASSWORDS, addresses);
        Beside sources = Beside.of(node, NodeAnnotations.PEER_LOCAL_IPS, addresses);
        if (!addresses.isEmpty() && asns.values().isEmpty()) {
            throw new InvalidValueException(written.orElseThrow().said() + " has addresses, and there is no "
                    + NodeAnnotations.PEER_ASNS + " beside it");
        }
        List<BgpPeerView> peers = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int i = 0; i < addresses.size(); i++) {
            BgpPeerView peer = peer(
                    addresses.get(i),
                    asns.at(i),
                    port(ports, i),
                    password(passwords, i)
                            .map(PeerOptions.DEFAULT::withPassword)
                            .orElse(PeerOptions.DEFAULT),
                    sources.at(i));
            require(peer, own, written.orElseThrow(), known);
            peers.add(peer);
        }
        return peers;
    }

    private static void require(BgpPeerView peer, Asn own, Written written, Set<String> known)
            throws InvalidValueException {
        try {
            String address = PeerParser.parse(peer, own, PeerOptions.Restart.DEFAULT)
                    .address()
                    .toCanonicalString();
            if (!known.add(address)) {
                throw new InvalidValueException(address + " stands there twice");
            }
        } catch (InvalidValueException e) {
            throw new InvalidValueException(written.said() + ": " + e.sentence(), e);
        }
    }

    private static int port(Beside ports, int index) throws InvalidValueException {
        String text = ports.at(index);
        if (text.isEmpty()) {
            return BGP_PORT;
        }
        Written written = ports.written().orElseThrow();
        int port = (int) written.number(text, 0xFFFF);
        if (port == 0) {
            throw new InvalidValueException(written.said() + ": 0 is no TCP port");
        }
        return port;
    }

    /** No part of it is ever shown. */
    private static Optional<SessionPassword> password(Beside passwords, int index) throws InvalidValueException {
        String text = passwords.at(index);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String which = passwords.written().orElseThrow().said() + ": password " + (index + 1);
        try {
            return Optional.of(
                    new SessionPassword(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(
                    which + " is not " + SessionPassword.MAX_OCTETS + " octets or less in base64", e);
        }
    }

    private static BgpPeerView peer(String address, String asn, int port, PeerOptions options, String source) {
        return new BgpPeerView(
                ObjectKey.cluster(NAME + Addresses.shown(address)),
                0,
                Instant.EPOCH,
                LabelSelector.ALL,
                address,
                asn,
                0,
                port,
                source,
                HOLD,
                HOLD.dividedBy(3),
                CONNECT_RETRY,
                1,
                List.of(IpFamily.values()),
                false,
                Optional.empty(),
                Optional.empty(),
                options,
                Optional.empty(),
                Map.of());
    }

    /** A list that is as long as that of the addresses, or is not there. */
    private record Beside(Optional<Written> written, List<String> values) {
        static Beside of(NodeView node, String name, List<String> addresses) throws InvalidValueException {
            Optional<Written> written = NodeAnnotations.find(node, name);
            if (written.isEmpty() || addresses.isEmpty()) {
                return new Beside(Optional.empty(), List.of());
            }
            // One empty element stands for one peer without: of such a list nothing can be seen but that it is there.
            List<String> values = NodeSays.list(written.get());
            List<String> all = values.isEmpty() ? List.of("") : values;
            if (all.size() != addresses.size()) {
                throw new InvalidValueException(written.get().said() + " has " + all.size() + " elements for the "
                        + addresses.size() + " of " + NodeAnnotations.PEER_IPS);
            }
            return new Beside(written, all);
        }

        String at(int index) {
            return values.isEmpty() ? "" : values.get(index);
        }
    }
}
