package io.routelb.redistribution.bgp.speaker;

import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.session.Slot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The connections one peer has with us, at most one that we dialled and one that it did, and those that we ended and that are not closed yet. */
final class Connections {
    private final Map<Slot, Connection> open = new EnumMap<>(Slot.class);
    private final List<CompletableFuture<Void>> closing = new ArrayList<>();

    void put(Slot slot, Connection connection) {
        open.put(slot, connection);
    }

    Optional<Connection> at(Slot slot) {
        return Optional.ofNullable(open.get(slot));
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Whether it is one of the two. */
    boolean has(Connection connection) {
        return open.containsValue(connection);
    }

    Slot slotOf(Connection connection) {
        return open.get(Slot.ACCEPTED) == connection ? Slot.ACCEPTED : Slot.DIALLED;
    }

    /** It is closed. */
    void lost(Slot slot) {
        open.remove(slot);
    }

    /** Closes it, if there is one, after what was sent has left. */
    void close(Slot slot) {
        Connection connection = open.remove(slot);
        if (connection != null) {
            closing.removeIf(CompletableFuture::isDone);
            closing.add(connection.close());
        }
    }

    /** Done when every connection we ended is closed. */
    CompletableFuture<Void> closed() {
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
    }

    /** From now on they go on under the peer's present key. */
    void protect(RoutingIntent.Peer peer) {
        open.values()
                .forEach(each ->
                        each.protect(Prefix.host(peer.address()), peer.options().password()));
    }
}
