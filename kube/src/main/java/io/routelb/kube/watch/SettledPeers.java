package io.routelb.kube.watch;

import io.routelb.model.BgpPeerView;
import io.routelb.model.FrozenMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * BGPPeers as far as the Secrets they name have been looked for. One whose Secret is just being fetched stays as it was, or is not there
 * yet: that nobody has read a Secret does not mean that there is none, and a session is not to end over that. Owned by whoever takes the
 * snapshot.
 */
final class SettledPeers {
    private Map<String, BgpPeerView> inForce = Map.of();

    /** The Secrets to be watched: of what is written, and of what that is to replace. */
    Set<String> secrets(Map<String, BgpPeerView> written) {
        return Stream.concat(named(written.values()), named(inForce.values())).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What is in force now; the same instance as {@code written} when nothing is being fetched.
     *
     * @param pending names of Secrets that are being fetched
     */
    Map<String, BgpPeerView> of(Map<String, BgpPeerView> written, Set<String> pending) {
        inForce = named(written.values()).noneMatch(pending::contains) ? written : held(written, pending);
        return inForce;
    }

    private Map<String, BgpPeerView> held(Map<String, BgpPeerView> written, Set<String> pending) {
        Map<String, BgpPeerView> peers = new HashMap<>();
        written.forEach((name, peer) -> {
            boolean settled = peer.password()
                    .filter(secret -> pending.contains(secret.name()))
                    .isEmpty();
            BgpPeerView now = settled ? peer : inForce.get(name);
            if (now != null) {
                peers.put(name, now);
            }
        });
        return FrozenMap.copyOf(peers);
    }

    private static Stream<String> named(Collection<BgpPeerView> peers) {
        return peers.stream().flatMap(peer -> peer.password().stream()).map(BgpPeerView.SecretRef::name);
    }
}
