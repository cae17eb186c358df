package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.DaemonPrograms;
import io.routelb.lab.topology.HostDaemon;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A routing daemon on each node that RouteLB configures, each with a folder of its own, for the nodes of the lab share their files. */
abstract sealed class HostGuests permits BirdGuests, FrrGuests {
    private final Stage stage;
    private final String kind;
    private final String mode;
    private final DaemonPrograms programs;
    private final Map<String, HostDaemon> daemons = new TreeMap<>();

    /** {@code kind} and {@code mode} as the RoutingConfig has them. */
    HostGuests(Stage stage, String kind, String mode, DaemonPrograms programs) {
        this.stage = stage;
        this.kind = kind;
        this.mode = mode;
        this.programs = programs;
    }

    /** The machine's. */
    static HostGuests of(Stage stage, String kind, String mode) {
        return of(stage, kind, mode, DaemonPrograms.INSTALLED);
    }

    static HostGuests of(Stage stage, String kind, String mode, DaemonPrograms programs) {
        return kind.equals("BIRD") ? new BirdGuests(stage, mode, programs) : new FrrGuests(stage, mode, programs);
    }

    /** What the daemon of the node is started with: what its administrator wrote, and ours where that is in the same file. */
    abstract String configuration(LabNode node) throws IOException;

    /** The daemon of the node, not started. */
    abstract HostDaemon open(String node) throws IOException;

    /** What the RoutingConfig says of it beside the mode. */
    abstract JsonObject settings(String node) throws IOException;

    /** The file that we write in. */
    abstract Path file(String node);

    /** What a route is told with when nothing is written for it. */
    abstract String plain();

    /** Whether there is anything of a session of ours in such a file. */
    abstract boolean hasSession(String file);

    /** Nobody of the nodes has a session with the router. */
    static void quiet(Stage stage) throws IOException, InterruptedException {
        stage.lab().routing().configure(object("backend", "Kernel"));
        stage.awaitNoSession();
    }

    /** The daemons, with configurations of their own. */
    void start() throws IOException, InterruptedException {
        for (LabNode node : LabNetwork.NODES) {
            start(node, configuration(node));
        }
    }

    void start(LabNode node, String configuration) throws IOException, InterruptedException {
        HostDaemon daemon = open(node.name());
        daemons.put(node.name(), daemon);
        daemon.start(configuration);
    }

    final Stage stage() {
        return stage;
    }

    final boolean isFull() {
        return mode.equals("Full");
    }

    final String kind() {
        return kind;
    }

    final String mode() {
        return mode;
    }

    final DaemonPrograms programs() {
        return programs;
    }

    HostDaemon daemon(String node) {
        return Objects.requireNonNull(daemons.get(node), node);
    }

    /** SIGKILL to all of them. */
    void kill() throws InterruptedException {
        for (HostDaemon daemon : daemons.values()) {
            daemon.kill();
        }
    }

    /** Where its files are. */
    Path folder(String node) {
        return stage.lab().workspace().own((node + "-" + kind + "-" + mode).toLowerCase(Locale.ROOT));
    }

    /** The manifest that gives an agent what it needs beside such a daemon. */
    abstract String manifest();

    /** The agents again, each with the rights that are shipped for it and no folder to write in but its daemon's. */
    void confine() throws IOException, InterruptedException {
        ShippedRights rights = ShippedRights.of(stage, manifest());
        for (NodeHost node : stage.lab().nodes()) {
            rights.restart(node, "", folder(node.name()));
        }
    }

    /** A RoutingConfig for each node that has such a daemon. */
    void choose() throws IOException {
        choose(object());
    }

    /** The same with these fields, too. */
    void choose(JsonObject more) throws IOException {
        for (String node : daemons.keySet()) {
            JsonObject spec = spec(node);
            more.asMap().forEach(spec::add);
            stage.lab().routing().config(config(node), spec);
        }
    }

    /** The name of the node's RoutingConfig. */
    static String config(String node) {
        return "host-" + node;
    }

    /** The nodes that the node's RoutingConfig is for. */
    static JsonObject selector(String node) {
        return object("matchLabels", object("kubernetes.io/hostname", node));
    }

    private JsonObject spec(String node) throws IOException {
        JsonObject settings = settings(node);
        settings.addProperty("mode", mode);
        settings.addProperty("configPath", file(node).toString());
        return object("backend", kind, "nodeSelector", selector(node), kind.toLowerCase(Locale.ROOT), settings);
    }

    /** Back to our own speaker. */
    void leave() throws IOException {
        for (String node : daemons.keySet()) {
            stage.lab().routing().config(config(node), object("backend", "Native", "listenPort", 0));
        }
    }

    /** What stands in our file of that node. */
    String text(String node) throws IOException {
        return Files.readString(file(node));
    }

    /** What stands in our file of each node, and since when. */
    Map<String, String> written() throws IOException {
        Map<String, String> written = new TreeMap<>();
        for (String node : daemons.keySet()) {
            FileTime since = Files.getLastModifiedTime(file(node));
            written.put(node, since + "\n" + text(node));
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
