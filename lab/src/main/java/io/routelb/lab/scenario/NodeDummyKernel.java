package io.routelb.lab.scenario;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.guest.DummyLink;
import io.routelb.lab.guest.UserModeLinux;
import io.routelb.lab.process.JavaProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The agent's link is a real {@code dummy}, which many machines that run the lab do not have: a guest kernel does. */
final class NodeDummyKernel implements ClusterScenario {
    private static final Duration BOUND = Duration.ofSeconds(75);

    @Override
    public String name() {
        return "node-dummy-kernel";
    }

    @Override
    public String summary() {
        return "on a kernel with dummy links: kube-lb0 is made, filled with any length, repaired after flush, down and deletion, and after a crash";
    }

    @Override
    public List<String> packages() {
        return List.of("user-mode-linux", "kmod", "bubblewrap");
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Workspace workspace = stage.lab().workspace();
        List<String> command = new JavaProgram(workspace.root(), UserModeLinux.TEMPORARY)
                .command("lab", DummyLink.class.getName(), List.of());
        long start = System.nanoTime();
        List<String> lines = UserModeLinux.run(workspace.folder().resolve("guest"), command, BOUND);
        stage.figures().seconds("guest_s", Duration.ofNanos(System.nanoTime() - start));
        JsonObject measured = lines.stream()
                .filter(line -> line.startsWith("{"))
                .reduce((first, last) -> last)
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .orElse(new JsonObject());
        Stage.require(measured.has("ipv6_aggregated_s"), "the guest ended without its figures");
        for (Map.Entry<String, JsonElement> entry : measured.entrySet()) {
            stage.figures().put(entry.getKey(), entry.getValue());
        }
    }
}
