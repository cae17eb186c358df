package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Command;
import io.routelb.lab.topology.BirdProcess;
import io.routelb.lab.topology.LabNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What BIRD will not have: the host's own mistake, and a password it cannot be told. What runs goes on, and the node says what is wrong and where. */
final class BirdRefusesConfig implements ClusterScenario {
    private static final String NODE = "n1";

    @Override
    public String name() {
        return "bird-refuses-config";
    }

    @Override
    public String summary() {
        return "a configuration that BIRD refuses is taken back: what runs goes on, the node names file and line, and it is put in force when it can be";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        HostGuests.quiet(stage);
        BirdGuests birds = new BirdGuests(stage, "Include");
        birds.start();
        birds.choose();
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on(NODE)));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        RouterPaths paths = new RouterPaths(stage);
        hostsMistake(stage, birds, addresses, paths);
        unwritablePassword(stage, birds, addresses);
        stage.services().delete("web");
        stage.awaitNextHops(addresses);
    }

    /** Its administrator has a table of our name, and has not told BIRD yet. */
    private static void hostsMistake(Stage stage, BirdGuests birds, List<String> addresses, RouterPaths paths)
            throws IOException, InterruptedException {
        Path host = birds.folder(NODE).resolve("bird.conf");
        String before = birds.text(NODE);
        Files.writeString(host, "ipv4 table routelb4;\n" + birds.configuration(LabNetwork.NODES.getFirst()));
        stage.lab().routing().attributes("all", object("communities", List.of("65000:1")));
        String told = "path 64512, communities 65000:1";
        long written = System.nanoTime();
        birds.awaitBackend(NODE, "False", "routelb.conf:2:");
        stage.figures().seconds("written_to_refusal_named_s", Duration.ofNanos(System.nanoTime() - written));
        birds.awaitBackend(NODE, "False", "stays in force");
        paths.await(addresses.getFirst() + "/32", Map.of("n1", "path 64512", "n2", told, "n3", told));
        String after = birds.text(NODE);
        Stage.require(before.equals(after), "the file of " + NODE + " is not what it was: " + after);
        stage.requests(addresses.getFirst(), 90, "n1", "n2", "n3");
        paths.requireSameSessions();
        Files.writeString(host, birds.configuration(LabNetwork.NODES.getFirst()));
        Command.run("birdc", "-s", BirdProcess.socket(birds.folder(NODE)).toString(), "configure");
        birds.awaitBackend(NODE, "True", "works");
        stage.figures().seconds("repaired_to_told_s", paths.awaitAll(addresses.getFirst() + "/32", told));
        paths.requireSameSessions();
    }

    /** The session is not started without it, and nobody else suffers. */
    private static void unwritablePassword(Stage stage, BirdGuests birds, List<String> addresses)
            throws IOException, InterruptedException {
        stage.lab().routing().secret("quoted", "a\"; }");
        stage.lab()
                .routing()
                .peer(
                        "quoted",
                        object("address", "192.0.2.77", "asn", 64_500, "passwordSecretRef", object("name", "quoted")));
        birds.awaitBackend(
                NODE,
                "False",
                "BGPPeer quoted: the session is not started: BIRD takes no password with a quotation mark");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        stage.lab().routing().deletePeer("quoted");
        birds.awaitBackend(NODE, "True", "works");
    }
}
