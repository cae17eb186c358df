package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A mesh follows its Nodes: a fourth one joins while the others run, one that is not ready stays, one that falls silent is out of the
 * kernels by BFD, and one whose Node is deleted leaves. The sessions among the others see nothing of it.
 */
final class MeshJoinLeave implements ClusterScenario {
    private static final List<LabNode> FIRST = LabNetwork.NODES;
    private static final Duration A_WHILE = Duration.ofSeconds(1);
    /** Three intervals of 100 ms; and then the kernels are looked at one after the other. */
    private static final Duration SOON = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "mesh-join-leave";
    }

    @Override
    public String summary() {
        return "a node joins a mesh live, one not ready stays in it, a silent one is out by BFD, a deleted one leaves; no session is reset";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Mesh mesh = Mesh.withPods(stage);
        mesh.configure(object("enabled", true));
        mesh.awaitRoutes(FIRST);
        mesh.awaitSessions("n1", "n2", "n3");
        Map<String, String> before = mesh.since("n1");
        notReady(stage, mesh);
        NodeHost late = join(stage, mesh);
        unchanged(mesh, before);
        silent(stage, mesh, late);
        stage.lab().objects().deleteNode(late.name());
        Duration left = mesh.awaitRoutes(FIRST);
        mesh.awaitSessions("n1", "n2", "n3");
        mesh.awaitRoutes(late.node(), List.of());
        stage.figures().seconds("deleted_to_gone_s", left);
        mesh.packetsFlow(FIRST);
        unchanged(mesh, before);
    }

    /** Its pods run on, whatever its kubelet says. */
    private static void notReady(Stage stage, Mesh mesh) throws IOException, InterruptedException {
        LabNode node = mesh.node("n3");
        stage.lab().objects().notReady(node);
        Await.throughout(
                "the routes to a node that is not ready",
                A_WHILE,
                () -> mesh.hasRoutes(mesh.node("n1"), List.of(mesh.node("n2"), node)));
        mesh.packetsFlow(FIRST);
        stage.lab().objects().heartbeat(node);
    }

    private static NodeHost join(Stage stage, Mesh mesh) throws IOException, InterruptedException {
        NodeHost late = stage.lab().furtherNode();
        Mesh.addPod(late.node());
        long began = System.nanoTime();
        late.startAgent();
        stage.lab().objects().createNode(late.node());
        mesh.awaitRoutes(all());
        stage.figures().seconds("joined_to_routed_s", Duration.ofNanos(System.nanoTime() - began));
        mesh.packetsFlow(all());
        mesh.awaitSessions("n1", "n2", "n3", "n4");
        return late;
    }

    private static List<LabNode> all() {
        List<LabNode> all = new ArrayList<>(FIRST);
        all.add(LabNetwork.LATECOMER);
        return all;
    }

    /** As when its switch port goes, and comes back. */
    private static void silent(Stage stage, Mesh mesh, NodeHost late) throws IOException, InterruptedException {
        mesh.configure(object("bfd", object("transmitInterval", "100ms", "receiveInterval", "100ms")));
        Await.until("BFD with every node of the mesh", Stage.LIMIT, () -> stage.bfdUp("n1") >= 3);
        LabNetwork.unplug(late.node());
        Duration gone = mesh.awaitRoutes(FIRST);
        stage.figures().seconds("silent_to_gone_s", gone);
        Stage.require(gone.compareTo(SOON) < 0, "routes to a silent node stayed for " + gone.toMillis() + " ms");
        LabNetwork.plug(late.node());
        stage.figures().seconds("back_to_routed_s", mesh.awaitRoutes(all()));
    }

    /** What each session of n1 was that there was is as it was. */
    private static void unchanged(Mesh mesh, Map<String, String> before) throws IOException {
        Map<String, String> now = mesh.since("n1");
        Stage.require(
                now.entrySet().containsAll(before.entrySet()),
                "sessions were reset: before " + before + ", now " + now);
    }
}
