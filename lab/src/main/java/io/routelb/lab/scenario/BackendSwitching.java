package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * One node goes from our speaker to BIRD, to FRR and back while it lives, and the others carry the traffic. No request fails but those that were
 * under way when r1 changed its next hops, r1 has one session with each node, and what is left behind is nothing.
 */
final class BackendSwitching implements ClusterScenario {
    private static final LabNode NODE = LabNetwork.NODES.getFirst();
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final Duration STAYS = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "backend-switch";
    }

    @Override
    public String summary() {
        return "a live node goes from Native to BIRD, to FRR and back: requests go on by the others, and nothing stays behind";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services()
                .create(ServiceRequest.named("web"), List.of(Endpoint.on("n1"), Endpoint.on("n2"), Endpoint.on("n3")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, ALL);
        RouterPaths paths = new RouterPaths(stage);
        Monitor r1 = stage.lab().monitor(LabNetwork.ROUTER);
        List<Client.Requests> requests = new ArrayList<>();
        for (String address : addresses) {
            requests.add(stage.lab().client().start(address));
        }
        HostGuests birds = new BirdGuests(stage, "Include");
        HostGuests frrs = new FrrGuests(stage, "Include");
        for (HostGuests guests : List.of(birds, frrs)) {
            guests.start(NODE, guests.configuration(NODE));
            long chosen = System.nanoTime();
            guests.choose();
            told(stage, paths, addresses, guests.plain());
            stage.figures()
                    .seconds(
                            "to_" + guests.kind().toLowerCase(Locale.ROOT) + "_s",
                            Duration.ofNanos(System.nanoTime() - chosen));
        }
        leftBehind(birds, "show protocols", "BGP");
        long left = System.nanoTime();
        frrs.leave();
        told(stage, paths, addresses, "path 64512");
        stage.figures().seconds("to_native_s", Duration.ofNanos(System.nanoTime() - left));
        leftBehind(frrs, "show running-config", "routelb");
        paths.requireSameSessions(List.of("n2", "n3"));
        for (int i = 0; i < addresses.size(); i++) {
            Traffic.noneFailedButMoved(stage, addresses.get(i), requests.get(i).stop(), r1.changes());
        }
        Stage.require(
                stage.holders(addresses.getFirst()).equals(Set.of(ALL)),
                "a node has lost " + addresses.getFirst() + ": " + stage.holders(addresses.getFirst()));
    }

    /** By another session than before, and by one alone. */
    private static void told(Stage stage, RouterPaths paths, List<String> addresses, String words)
            throws IOException, InterruptedException {
        paths.awaitNewSession(NODE.name());
        for (String address : addresses) {
            String prefix = address + (address.contains(":") ? "/128" : "/32");
            Await.until(
                    prefix + " told by " + NODE.name() + " as " + words,
                    Stage.LIMIT,
                    () -> words.equals(paths.to(prefix).get(NODE.name())),
                    () -> paths.to(prefix).toString());
        }
        stage.awaitNextHops(addresses, ALL);
        Set<String> nodes = new TreeSet<>();
        LabNetwork.NODES.forEach(each -> nodes.add(each.v4()));
        Await.throughout(
                "r1 having one session with each node, " + nodes,
                STAYS,
                () -> stage.lab().router().establishedPeers().equals(nodes));
        paths.requireSameSessions();
    }

    /** Neither in the file that a daemon starts with nor in what it runs. */
    private static void leftBehind(HostGuests guests, String question, String ours)
            throws IOException, InterruptedException {
        String running = guests.daemon(NODE.name()).ask(question);
        Stage.require(!running.contains(ours), guests.kind() + " still has something of ours: " + running);
        String file = guests.text(NODE.name());
        Stage.require(!guests.hasSession(file), "the file of " + guests.kind() + " still has a session: " + file);
    }
}
