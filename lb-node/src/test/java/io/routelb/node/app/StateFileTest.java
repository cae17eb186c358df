package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.client.CollectorRegistry;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeView;
import io.routelb.node.resume.KeptState;
import io.routelb.node.resume.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir
    Path temporary;

    private Path folder() {
        return temporary.resolve("lib").resolve("routelb");
    }

    private Path path() {
        return folder().resolve(StateFile.NAME);
    }

    private static KeptState state(String node, String label) {
        return new KeptState(node, Instant.ofEpochSecond(60), snapshot(node, label));
    }

    private static ClusterSnapshot snapshot(String node, String label) {
        NodeView view = new NodeView(node, Map.of("label", label), Map.of(), true, false, false, List.of(), List.of());
        return new ClusterSnapshot(Map.of(), Map.of(), Map.of(node, view), Map.of(), Map.of(), Map.of());
    }

    @Test
    void whatWasWrittenLastIsRead() throws IOException, StateException {
        StateFile file = new StateFile(folder());
        assertEquals(Optional.empty(), file.read("n1"));
        file.write(state("n1", "first"));
        file.write(state("n1", "second"));
        assertEquals(Optional.of(state("n1", "second")), new StateFile(folder()).read("n1"));
    }

    @Test
    void onlyItsOwnerMayReadIt() throws IOException, StateException {
        StateFile file = new StateFile(folder());
        file.write(state("n1", "a"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
        try (Stream<Path> files = Files.list(folder())) {
            assertEquals(List.of(path()), files.toList(), "nothing but the state itself");
        }
    }

    /** As after a power cut in the middle of a write. */
    @Test
    void anUnfinishedWriteChangesNothing() throws IOException, StateException {
        StateFile file = new StateFile(folder());
        file.write(state("n1", "a"));
        Files.writeString(folder().resolve(StateFile.NAME + ".new"), "half");
        assertEquals(Optional.of(state("n1", "a")), file.read("n1"));
        file.write(state("n1", "b"));
        assertEquals(Optional.of(state("n1", "b")), file.read("n1"));
    }

    @Test
    void whatCannotBeTrustedIsRefusedInOneSentence() throws IOException, StateException {
        StateFile file = new StateFile(folder());
        file.write(state("n1", "a"));
        byte[] good = Files.readAllBytes(path());

        assertEquals("is of node n1, and this is n2", refused(file, "n2"));

        Files.write(path(), Arrays.copyOf(good, good.length - 1));
        assertTrue(refused(file, "n1").startsWith("is cut short"), refused(file, "n1"));

        Files.write(path(), good);
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw----"));
        assertTrue(refused(file, "n1").startsWith("could have been written by somebody else"), refused(file, "n1"));

        Files.delete(path());
        Files.createSymbolicLink(path(), temporary.resolve("elsewhere"));
        assertEquals("is no regular file", refused(file, "n1"));
    }

    @Test
    void aChangeThatConcernsThisNodeIsKeptAndTheLastOneIsKeptAtTheEnd() throws StateException {
        CollectorRegistry registry = new CollectorRegistry();
        StateFile file = new StateFile(folder());
        try (StateKeeper keeper = new StateKeeper(file, "n1", Clock.systemUTC(), new AgentMetrics(registry))) {
            keeper.offer(snapshot("n1", "first"));
            keeper.offer(snapshot("n1", "last"));
        }
        assertEquals(Optional.of(snapshot("n1", "last")), file.read("n1").map(KeptState::snapshot));
        assertTrue(registry.getSampleValue("routelb_node_state_bytes") > 0);
    }

    @Test
    void aDiskThatRefusesIsCountedAndNothingElse() throws IOException {
        Files.createFile(temporary.resolve("lib"));
        CollectorRegistry registry = new CollectorRegistry();
        try (StateKeeper keeper =
                new StateKeeper(new StateFile(folder()), "n1", Clock.systemUTC(), new AgentMetrics(registry))) {
            keeper.offer(snapshot("n1", "first"));
        }
        assertEquals(1, registry.getSampleValue("routelb_node_state_failures_total"));
    }

    private static String refused(StateFile file, String node) {
        return assertThrows(StateException.class, () -> file.read(node)).sentence();
    }
}
