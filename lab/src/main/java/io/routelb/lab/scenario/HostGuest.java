package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.DaemonPrograms;
import io.routelb.lab.topology.LabNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The agents have the BIRDs or FRRs of their hosts tell the router, by a part of their configuration or by all of it. Services come and go
 * without a word of it, what is written for peers is on the router, and no session is reset.
 */
final class HostGuest implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final int MORE = 2;

    private final String kind;
    private final String mode;
    private final String fetched;

    /** {@code BIRD} or {@code FRR}, the machine's; {@code Include} or {@code Full}. */
    HostGuest(String kind, String mode) {
        this(kind, mode, "");
    }

    /** {@code fetched}: of another version, as {@code bin/daemons} calls it; empty for the machine's. */
    HostGuest(String kind, String mode, String fetched) {
        this.kind = kind;
        this.mode = mode;
        this.fetched = fetched;
    }

    /** Such as {@code bird-full}, and {@code bird3-full} of BIRD 3. */
    @Override
    public String name() {
        String daemon = fetched.isEmpty() ? kind : fetched.substring(0, fetched.indexOf('-'));
        return (daemon + "-" + mode).toLowerCase(Locale.ROOT);
    }

    @Override
    public List<String> fetchedDaemons() {
        return fetched.isEmpty() ? List.of() : List.of(fetched);
    }

    @Override
    public String summary() {
        return "backend " + kind + ", mode " + mode + (fetched.isEmpty() ? "" : ", " + fetched)
                + ": Services come and go without a word in its file, policies are on r1 without a session reset";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        HostGuests.quiet(stage);
        HostGuests guests = HostGuests.of(stage, kind, mode, programs(stage));
        guests.start();
        if (!guests.isFull()) {
            guests.confine();
        }
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        long chosen = System.nanoTime();
        guests.choose();
        stage.awaitNextHops(addresses, ALL);
        stage.figures().put("addresses", addresses).seconds("chosen_to_three_nexthops_s", since(chosen));
        for (String address : addresses) {
            stage.requests(address, 90, ALL);
        }
        RouterPaths paths = new RouterPaths(stage);
        HostRouter.nothingElse(stage, addresses);
        reported(stage, guests);
        servicesComeAndGo(stage, guests, paths);
        HostRouter.localOnly(stage);
        policies(stage, guests, addresses, paths);
        paths.requireSameSessions();
        daemonDies(stage, guests, addresses);
        HostRouter.agentDies(stage, addresses);
        toOurSpeaker(stage, guests, addresses);
        long deleted = System.nanoTime();
        stage.services().delete("web");
        stage.awaitNextHops(addresses);
        stage.figures().seconds("deleted_to_gone_s", since(deleted));
    }

    private DaemonPrograms programs(Stage stage) {
        return fetched.isEmpty()
                ? DaemonPrograms.INSTALLED
                : new DaemonPrograms(List.of(stage.lab().workspace().daemons(fetched)));
    }

    /** As of any other backend: sessions, and to whom an address is told. */
    private static void reported(Stage stage, HostGuests guests) throws IOException, InterruptedException {
        for (String node : ALL) {
            guests.awaitBackend(node, "True", "works");
            Await.until(
                    node + " reporting an established session that tells",
                    Stage.LIMIT,
                    () -> stage.lab().routing().peers(node).stream()
                            .anyMatch(peer -> peer.get("state").getAsString().equals("Established")
                                    && peer.get("advertised").getAsInt() > 0
                                    && peer.get("asn").getAsLong() == 64_500),
                    () -> stage.lab().routing().report(node));
            Await.until(
                    node + " reporting to whom it tells",
                    Stage.LIMIT,
                    () -> stage.lab().routing().report(node).contains("\"advertisedTo\":[\"r1\""),
                    () -> stage.lab().routing().report(node));
        }
    }

    private static void servicesComeAndGo(Stage stage, HostGuests guests, RouterPaths paths)
            throws IOException, InterruptedException {
        Map<String, String> before = guests.written();
        List<String> more = new ArrayList<>();
        long created = System.nanoTime();
        for (int i = 0; i < MORE; i++) {
            stage.services().create(ServiceRequest.named("more-" + i), List.of(Endpoint.on("n2")));
            more.addAll(stage.awaitAddresses("more-" + i));
        }
        stage.awaitNextHops(more, ALL);
        stage.figures().seconds("two_created_to_told_s", since(created));
        for (int i = 0; i < MORE; i++) {
            stage.services().delete("more-" + i);
        }
        stage.awaitNextHops(more);
        Stage.require(
                before.equals(guests.written()), "Services that came and went changed the file: " + guests.written());
        paths.requireSameSessions();
    }

    private static void policies(Stage stage, HostGuests guests, List<String> addresses, RouterPaths paths)
            throws IOException, InterruptedException {
        String v4 = addresses.getFirst() + "/32";
        String v6 = addresses.getLast() + "/128";
        stage.lab()
                .routing()
                .attributes(
                        "all",
                        object(
                                "communities",
                                List.of("65000:1", "no-export"),
                                "largeCommunities",
                                List.of("65000:1:2"),
                                "med",
                                7,
                                "asPathPrepend",
                                1));
        String special = "path 64512 64512, med 7, communities 65000:1 no-export, large 65000:1:2";
        stage.figures().seconds("written_to_told_s", paths.awaitAll(v4, special));
        paths.awaitAll(v6, special);
        paths.requireSameSessions();
        stage.lab().routing().deleteAdvertisement("all");
        paths.awaitAll(v4, guests.plain());
    }

    /**
     * Somebody else starts it again: what it is to say stands in its file, and the agent sees that it is back. r1 keeps the node's routes until
     * then (RFC 4724 section 4.2), so that what it has of old is told from what it is told anew.
     */
    private static void daemonDies(Stage stage, HostGuests guests, List<String> addresses)
            throws IOException, InterruptedException {
        RouterPaths paths = new RouterPaths(stage);
        guests.daemon("n1").kill();
        guests.awaitBackend("n1", "False", "does not answer");
        long started = System.nanoTime();
        guests.start(LabNetwork.NODES.getFirst(), guests.configuration(LabNetwork.NODES.getFirst()));
        paths.awaitNewSession("n1");
        paths.awaitAll(addresses.getFirst() + "/32", guests.plain());
        paths.awaitAll(addresses.getLast() + "/128", guests.plain());
        guests.awaitBackend("n1", "True", "works");
        stage.figures().seconds("daemon_started_to_back_s", since(started));
        stage.awaitNextHops(addresses, ALL);
    }

    /** Our sessions leave the daemon first: a router has one with an address. */
    private static void toOurSpeaker(Stage stage, HostGuests guests, List<String> addresses)
            throws IOException, InterruptedException {
        RouterPaths paths = new RouterPaths(stage);
        long left = System.nanoTime();
        guests.leave();
        for (String node : ALL) {
            paths.awaitNewSession(node);
        }
        stage.awaitNextHops(addresses, ALL);
        stage.figures().seconds("host_to_native_s", since(left));
        for (String node : ALL) {
            Stage.require(
                    !guests.hasSession(guests.written().getOrDefault(node, "")),
                    "our sessions are still in the file of " + node);
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
