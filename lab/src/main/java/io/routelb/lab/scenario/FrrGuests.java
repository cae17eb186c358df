package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.topology.DaemonPrograms;
import io.routelb.lab.topology.HostDaemon;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An FRR on each node that RouteLB configures. */
final class FrrGuests extends HostGuests {
    /** What a distribution's FRR has. */
    static final String HOST = "frr defaults traditional\nip forwarding\nipv6 forwarding\n";

    /** The machine's. */
    FrrGuests(Stage stage, String mode) {
        this(stage, mode, DaemonPrograms.INSTALLED);
    }

    FrrGuests(Stage stage, String mode, DaemonPrograms programs) {
        super(stage, "FRR", mode, programs);
    }

    /** With what we wrote, since the file is the one. */
    @Override
    String configuration(LabNode node) throws IOException {
        Path file = file(node.name());
        return Files.exists(file) ? Files.readString(file) : HOST;
    }

    @Override
    HostDaemon open(String node) throws IOException {
        return new HostDaemon.Frr(
                programs(), node, folder(node), stage().lab().workspace().logs());
    }

    @Override
    Path file(String node) {
        return folder(node).resolve("frr.conf");
    }

    @Override
    JsonObject settings(String node) throws IOException {
        return object(
                "socketDirectory",
                folder(node).toString(),
                "vtyshPath",
                programs().path("vtysh"));
    }

    /** FRR gives every route of its own a MED. */
    @Override
    String plain() {
        return "path 64512, med 0";
    }

    @Override
    boolean hasSession(String file) {
        return file.contains("neighbor");
    }

    @Override
    String manifest() {
        return "components/frr/host/lb-node-patch.yaml";
    }
}
