package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Lab;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.BirdProcess;
import io.routelb.lab.topology.HostDaemon;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A BIRD on each node that RouteLB configures, each with a folder of its own, for the nodes of the lab share their files. */
final class BirdGuests {
    private final Stage stage;
    private final String mode;
    private final Map<String, HostDaemon.Bird> daemons = new TreeMap<>();

    /** {@code mode} as the RoutingConfig has it. */
    BirdGuests(Stage stage, String mode) {
        this.stage = stage;
        this.mode = mode;
    }

    /** What a distribution's BIRD has, and one line for ours where that is what it takes. */
    String configuration(LabNode node) {
        String host = """
                log stderr all;
                router id %s;
                protocol device {}
                protocol kernel { ipv4 { import none; export none; }; }
                """.formatted(node.v4());
        return mode.equals("Full")
                ? host
                : host + "protocol bfd {}\ninclude \"" + folder(node.name()) + "/routelb*.conf\";\n";
    }

    /** The daemons, with configurations of their own. */
    void start() throws IOException, InterruptedException {
        for (LabNode node : LabNetwork.NODES) {
            start(node, configuration(node));
        }
    }

    void start(LabNode node, String configuration) throws IOException, InterruptedException {
        HostDaemon.Bird daemon = new HostDaemon.Bird(
                node.name(), folder(node.name()), stage.lab().workspace().logs());
        daemons.put(node.name(), daemon);
        daemon.start(configuration);
    }

    HostDaemon.Bird daemon(String node) {
        return Objects.requireNonNull(daemons.get(node), node);
    }

    Path folder(String node) {
        return stage.lab().workspace().own(node + "-bird");
    }

    /** Ours. */
    Path file(String node) {
        return folder(node).resolve(mode.equals("Full") ? "bird.conf" : "routelb.conf");
    }

    /** A RoutingConfig for each node, and the one for all of them. */
    void choose() throws IOException {
        Lab lab = stage.lab();
        for (LabNode node : LabNetwork.NODES) {
            lab.routing().config("bird-" + node.name(), spec(node.name()));
        }
    }

    private JsonObject spec(String node) {
        return object(
                "backend",
                "BIRD",
                "nodeSelector",
                object("matchLabels", object("kubernetes.io/hostname", node)),
                "bird",
                object(
                        "mode",
                        mode,
                        "configPath",
                        file(node).toString(),
                        "controlSocket",
                        BirdProcess.socket(folder(node)).toString()));
    }

    /** Back to our own speaker. */
    void leave() throws IOException {
        for (LabNode node : LabNetwork.NODES) {
            stage.lab().routing().config("bird-" + node.name(), object("backend", "Native"));
        }
    }

    /** What stands in our file of that node. */
    String text(String node) throws IOException {
        return Files.readString(file(node));
    }

    /** What stands in our file of each node, and since when. */
    Map<String, String> written() throws IOException {
        Map<String, String> written = new TreeMap<>();
        for (LabNode node : LabNetwork.NODES) {
            FileTime since = Files.getLastModifiedTime(file(node.name()));
            written.put(node.name(), since + "\n" + text(node.name()));
        }
        return written;
    }

    /** Waits until the agent of the node says that its backend works, or what is wrong with it. */
    void awaitBackend(String node, String status, String words) throws IOException, InterruptedException {
        Await.until(
                node + " saying of its backend: " + status + " " + words,
                Stage.LIMIT,
                () -> backend(node).startsWith(status) && backend(node).contains(words),
                () -> stage.lab().routing().report(node));
    }

    private String backend(String node) throws IOException {
        JsonObject report = stage.lab().routing().status(node);
        if (!report.has("conditions")) {
            return "";
        }
        return report.getAsJsonArray("conditions").asList().stream()
                .map(each -> each.getAsJsonObject())
                .filter(each -> each.get("type").getAsString().equals("BackendReady"))
                .map(each -> each.get("status").getAsString() + " "
                        + each.get("message").getAsString())
                .findFirst()
                .orElse("");
    }
}
