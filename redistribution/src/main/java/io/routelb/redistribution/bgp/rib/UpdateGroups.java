package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which established peers are told the same. */
public final class UpdateGroups {
    private final LocRib loc;
    private final List<UpdateGroup> groups = new ArrayList<>();
    /** By identity: of most peers the routes are one instance. */
    private final IdentityHashMap<Map<Prefix, RouteAttributes>, OwnRoutes> owned = new IdentityHashMap<>();

    public UpdateGroups(LocRib loc) {
        this.loc = loc;
        loc.listen(change -> groups.forEach(each -> each.learn(change)));
    }

    /** What a peer is to be told. */
    public record Wish(ExportPolicy policy, Map<Prefix, RouteAttributes> own) {}

    /** Peers of one group that go on together. */
    private record Part(Wish wish, List<AdjRibOut> peers) {}

    /** A new peer, told nothing yet. {@code marks}: begin and end of what is told again are marked (RFC 7313). */
    public AdjRibOut join(Source peer, Set<IpFamily> families, boolean marks, Wish wish) {
        UpdateGroup group = find(wish);
        AdjRibOut out = new AdjRibOut(peer, families, marks, group);
        group.members().add(out);
        return out;
    }

    /** The peer's session is over. */
    public void leave(AdjRibOut peer) {
        peer.group().members().remove(peer);
        groups.removeIf(each -> each.members().isEmpty());
    }

    /**
     * Sets what peers are to be told; those not named stay as they are. Of each group most go on together, and only what differs is
     * looked at for them.
     */
    public void tell(Map<AdjRibOut, Wish> wishes) {
        Map<UpdateGroup, List<Part>> leaving = new LinkedHashMap<>();
        wishes.forEach((peer, wish) -> part(leaving.computeIfAbsent(peer.group(), unused -> new ArrayList<>()), wish)
                .peers
                .add(peer));
        leaving.forEach((group, parts) -> parts.forEach(part -> {
            boolean all = part.peers.size() == group.members().size();
            if (all && group.policy().equals(part.wish.policy())) {
                group.originate(own(part.wish));
            } else {
                part.peers.forEach(each -> move(each, part.wish));
            }
        }));
        merge();
    }

    /** Compared, not hashed: of most wishes the routes are one instance, which compares at once. */
    private static Part part(List<Part> parts, Wish wish) {
        for (Part each : parts) {
            if (each.wish.equals(wish)) {
                return each;
            }
        }
        Part part = new Part(wish, new ArrayList<>());
        parts.add(part);
        return part;
    }

    private void move(AdjRibOut peer, Wish wish) {
        UpdateGroup group = find(wish);
        if (group != peer.group()) {
            peer.group().members().remove(peer);
            peer.move(group);
            group.members().add(peer);
        }
    }

    private UpdateGroup find(Wish wish) {
        for (UpdateGroup each : groups) {
            if (fits(each, wish)) {
                return each;
            }
        }
        UpdateGroup group = new UpdateGroup(wish.policy(), own(wish), loc);
        groups.add(group);
        return group;
    }

    private OwnRoutes own(Wish wish) {
        return owned.computeIfAbsent(wish.own(), OwnRoutes::of);
    }

    /** Makes ready what peers may be told, and forgets the rest. */
    List<OwnRoutes> prepare(Set<Map<Prefix, RouteAttributes>> told) {
        owned.keySet().retainAll(told);
        return told.stream()
                .map(each -> owned.computeIfAbsent(each, OwnRoutes::of))
                .toList();
    }

    private static boolean fits(UpdateGroup group, Wish wish) {
        return group.policy().equals(wish.policy()) && group.own().source().equals(wish.own());
    }

    /** Groups that have come to tell the same become one; those without members go. */
    private void merge() {
        groups.removeIf(each -> each.members().isEmpty());
        for (UpdateGroup each : List.copyOf(groups)) {
            Wish wish = new Wish(each.policy(), each.own().source());
            if (find(wish) != each) {
                List.copyOf(each.members()).forEach(peer -> move(peer, wish));
            }
        }
        groups.removeIf(each -> each.members().isEmpty());
    }

    /** Groups there are. */
    public int size() {
        return groups.size();
    }
}
