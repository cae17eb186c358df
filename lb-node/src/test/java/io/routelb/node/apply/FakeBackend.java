package io.routelb.node.apply;

import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingBackend;
import io.routelb.redistribution.RoutingStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A backend whose peers acknowledge when the test says so. */
public final class FakeBackend implements RoutingBackend {
    final List<String> log;
    final List<RoutingIntent> intents = new ArrayList<>();
    /** What {@link #status} says of peers. */
    List<RoutingStatus.Peer> established = List.of();

    final ArrayDeque<CompletableFuture<Void>> unacknowledged = new ArrayDeque<>();

    public FakeBackend(List<String> log) {
        this.log = log;
    }

    void acknowledgeAll() {
        while (!unacknowledged.isEmpty()) {
            unacknowledged.remove().complete(null);
        }
    }

    @Override
    public void comeBack(Set<IpFamily> forwarding) {
        log.add("come back, forwarding " + new TreeSet<>(forwarding));
    }

    @Override
    public CompletionStage<Void> apply(RoutingIntent intent) {
        intents.add(intent);
        intent.peers().stream()
                .findFirst()
                .ifPresent(peer ->
                        log.add("announce " + new TreeSet<>(peer.routes().keySet())));
        CompletableFuture<Void> done = new CompletableFuture<>();
        unacknowledged.add(done);
        return done;
    }

    @Override
    public RoutingStatus status() {
        return new RoutingStatus(established, List.of());
    }

    @Override
    public void close() {
        log.add("close");
    }
}
