package io.routelb.lab.scenario;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Manifests;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.process.ExpectationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The agents as containers: with the capabilities that a manifest of deploy/ gives them, and nothing to write in but what it mounts. */
final class ShippedRights {
    private static final String PROGRAM = "lb-node";

    private final List<String> capabilities;

    private ShippedRights(List<String> capabilities) {
        this.capabilities = capabilities;
    }

    /** What the DaemonSet in that file, or a patch of it, gives its agent. */
    static ShippedRights of(Stage stage, String manifest) throws IOException, InterruptedException {
        for (JsonObject object : Manifests.read(stage.lab().workspace().deploy(manifest))) {
            JsonObject pod =
                    object.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
            for (JsonElement each : pod.getAsJsonArray("containers")) {
                JsonObject container = each.getAsJsonObject();
                if (container.get("name").getAsString().equals(PROGRAM)) {
                    JsonObject security = container.getAsJsonObject("securityContext");
                    JsonArray add = security.getAsJsonObject("capabilities").getAsJsonArray("add");
                    return new ShippedRights(add.asList().stream()
                            .map(name -> name.getAsString().toLowerCase(Locale.ROOT))
                            .toList());
                }
            }
        }
        throw new ExpectationException(manifest + " has no container " + PROGRAM);
    }

    /** By name, in small letters. */
    List<String> capabilities() {
        return capabilities;
    }

    /** Starts the agent with them, as the Pod of that name. */
    void start(NodeHost node, String pod, Path... folders) throws IOException {
        node.startAgentConfined(pod, capabilities, List.of(folders));
    }

    /** Stops the agent, which must go by itself, and starts it with them. */
    void restart(NodeHost node, String pod, Path... folders) throws IOException, InterruptedException {
        Stage.require(node.stopAgent(), "the agent of " + node.name() + " did not stop by itself");
        start(node, pod, folders);
    }
}
