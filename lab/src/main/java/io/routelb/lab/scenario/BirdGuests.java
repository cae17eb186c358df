package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.topology.BirdProcess;
import io.routelb.lab.topology.DaemonPrograms;
import io.routelb.lab.topology.HostDaemon;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.nio.file.Path;

/** A BIRD on each node that RouteLB configures. */
final class BirdGuests extends HostGuests {
    /** The machine's. */
    BirdGuests(Stage stage, String mode) {
        this(stage, mode, DaemonPrograms.INSTALLED);
    }

    BirdGuests(Stage stage, String mode, DaemonPrograms programs) {
        super(stage, "BIRD", mode, programs);
    }

    /** What a distribution's BIRD has, and one line for ours where that is what it takes. */
    @Override
    String configuration(LabNode node) {
        String host = """
                log stderr all;
                router id %s;
                protocol device {}
                protocol kernel { ipv4 { import none; export none; }; }
                """.formatted(node.v4());
        return isFull() ? host : host + "protocol bfd {}\ninclude \"" + folder(node.name()) + "/routelb*.conf\";\n";
    }

    @Override
    HostDaemon open(String node) throws IOException {
        return new HostDaemon.Bird(
                programs(), node, folder(node), stage().lab().workspace().logs());
    }

    @Override
    Path file(String node) {
        return folder(node).resolve(isFull() ? "bird.conf" : "routelb.conf");
    }

    @Override
    JsonObject settings(String node) {
        return object("controlSocket", BirdProcess.socket(folder(node)).toString());
    }

    @Override
    String plain() {
        return "path 64512";
    }

    @Override
    boolean hasSession(String file) {
        return file.contains("protocol bgp");
    }

    /** The lab's BIRD is root's, as a sidecar is. */
    @Override
    String manifest() {
        return "base/lb-node.yaml";
    }
}
