package io.routelb.bird;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.bird.control.Answer;
import io.routelb.bird.control.BirdException;
import io.routelb.bird.control.BirdSocket;
import io.routelb.bird.control.Sessions;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BackendChoice;
import io.routelb.model.BirdView;
import io.routelb.model.HostMode;
import io.routelb.model.IpFamily;
import io.routelb.model.KernelRoutes;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.model.ServiceLink;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.host.HostBackend;
import io.routelb.redistribution.host.Intents;
import io.routelb.redistribution.host.RealDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole of it with a real daemon: what is put in force, what is refused, who starts and stops. */
@Tag("whole-system")
@ParameterizedClass
@MethodSource("birds")
class BirdDaemonTest {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final String HOST = "router id 192.0.2.99;\nprotocol device {}\n";

    private final RealDaemon version;

    @TempDir
    Path folder;

    BirdDaemonTest(RealDaemon version) {
        this.version = version;
    }

    static Stream<RealDaemon> birds() {
        return RealDaemon.birds();
    }

    private BirdView include() {
        return new BirdView(
                BirdView.AUTO,
                HostMode.INCLUDE,
                folder.resolve("routelb.conf").toString(),
                folder.resolve("ctl").toString());
    }

    private BirdView full() {
        return new BirdView(
                BirdView.AUTO,
                HostMode.FULL,
                folder.resolve("bird.conf").toString(),
                folder.resolve("ctl").toString());
    }

    private String including() {
        return HOST + "include \"" + folder + "/routelb*.conf\";\n";
    }

    private static HostBackend backend(BirdView settings) {
        return new HostBackend("bird", new BirdDaemon(settings, Clock.systemUTC(), RETRY), () -> {});
    }

    /** A process that learns that another backend is meant. */
    private static void opened(BirdView settings) {
        try (HostBackend backend = backend(settings)) {
            assertEquals(List.of(), backend.status().peers());
        }
    }

    private static RoutingIntent intent(BirdView settings, RoutingIntent.Peer... peers) {
        return new RoutingIntent(new Asn(64512), Addresses.of("192.0.2.11").toIPv4(), 179, List.of(peers))
                .by(new BackendChoice.Bird(settings), ServiceLink.EMPTY);
    }

    private static RoutingIntent.Peer peer(String name, String address) {
        return new RoutingIntent.Peer(
                name,
                Addresses.of(address),
                new RoutingIntent.PeerAsn.Exactly(new Asn(64500)),
                new Asn(64512),
                179,
                Optional.empty(),
                new RoutingIntent.Timers(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofSeconds(5)),
                OptionalInt.empty(),
                Set.of(IpFamily.IPV4),
                true,
                PeerOptions.DEFAULT,
                Map.of());
    }

    private static void join(CompletionStage<Void> applied) {
        applied.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private Set<String> sessions() throws BirdException {
        Answer answer = new BirdSocket(folder.resolve("ctl"), Duration.ofSeconds(10)).ask("show protocols all");
        return Set.copyOf(Sessions.protocols(answer).values().stream()
                .filter(each -> each.kind().equals("BGP"))
                .map(Sessions.Protocol::name)
                .toList());
    }

    private static String problems(HostBackend backend) {
        return String.join("; ", backend.status().problems());
    }

    @Test
    void putsAFileInForceAndTakesItBackWhenItEnds() throws IOException, BirdException {
        try (RealBird bird = new RealBird(version, folder, including())) {
            changed(bird);
            assertEquals(Set.of(), sessions());
        }
    }

    private void changed(RealBird bird) throws IOException, BirdException {
        try (HostBackend backend = backend(include())) {
            join(backend.apply(intent(include(), peer("r1", "192.0.2.1"))));
            assertEquals(Set.of("routelb_p_r1_c0000201"), sessions());
            assertEquals(including(), Files.readString(bird.main()), "the host's own file");
            assertEquals("", problems(backend));
            assertEquals(
                    List.of("r1 192.0.2.1 64500"),
                    backend.status().peers().stream()
                            .map(peer -> peer.name() + " " + peer.address() + " " + peer.asn())
                            .toList());
            join(backend.apply(intent(include(), peer("r2", "192.0.2.2"))));
            assertEquals(Set.of("routelb_p_r2_c0000202"), sessions());
        }
    }

    @Test
    void takesBackWhatAnEarlierProcessLeftEvenWhileTheDaemonIsAway() throws IOException, BirdException {
        try (RealBird bird = new RealBird(version, folder, including())) {
            HostBackend first = backend(include());
            join(first.apply(intent(include(), peer("r1", "192.0.2.1"))));
            first.closeForRestart();
            bird.kill();
            opened(include());
            bird.restart();
            assertEquals(Set.of(), sessions());
        }
    }

    @Test
    void aFileThatIsNotOursStays() throws IOException {
        try (RealBird bird = new RealBird(version, folder, HOST)) {
            opened(full());
            assertEquals(HOST, Files.readString(bird.main()));
        }
    }

    @Test
    void leavesASuccessorWhatThereIs() throws IOException, BirdException {
        try (RealBird bird = new RealBird(version, folder, HOST)) {
            HostBackend first = backend(full());
            join(first.apply(intent(full(), peer("r1", "192.0.2.1"))));
            first.closeForRestart();
            assertEquals(Set.of("routelb_p_r1_c0000201"), sessions());
            String written = Files.readString(bird.main());
            long since = Files.getLastModifiedTime(bird.main()).toMillis();
            try (HostBackend second = backend(full())) {
                join(second.apply(intent(full(), peer("r1", "192.0.2.1"))));
                assertEquals(written, Files.readString(bird.main()));
                assertEquals(since, Files.getLastModifiedTime(bird.main()).toMillis());
            }
            assertTrue(Files.readString(bird.main()).contains("protocol device {}"), "it still runs without us");
        }
    }

    @Test
    void aFileWithAPasswordIsTheDaemonsAlone() throws IOException {
        try (RealBird bird = new RealBird(version, folder, including());
                HostBackend backend = backend(include())) {
            join(backend.apply(intent(include(), peer("r1", "192.0.2.1"))));
            Path ours = folder.resolve("routelb.conf");
            assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)));
            RoutingIntent.Peer secret = peer("r1", "192.0.2.1")
                    .withOptions(PeerOptions.DEFAULT.withPassword(new SessionPassword("s3cret")));
            join(backend.apply(intent(include(), secret)));
            assertTrue(Files.readString(ours).contains("s3cret"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)));
            assertFalse(Files.readString(folder.resolve("bird.log")).contains("s3cret"));
            assertEquals(Files.getOwner(bird.socket()), Files.getOwner(ours));
        }
    }

    /** The host has a table of the name of ours: the check by itself does not see that, the daemon does. */
    @Test
    void whatTheDaemonWillNotHaveLeavesWhatItHasAndSaysTheLine() throws IOException, BirdException {
        try (RealBird bird = new RealBird(version, folder, including());
                HostBackend backend = backend(include())) {
            join(backend.apply(intent(include(), peer("r1", "192.0.2.1"))));
            String before = Files.readString(folder.resolve("routelb.conf"));
            Files.writeString(bird.main(), "ipv4 table routelb4;\n" + including());
            CompletionStage<Void> second = backend.apply(intent(include(), peer("r2", "192.0.2.2")));
            RealBird.await("the refusal", () -> problems(backend).contains("routelb.conf:2:"));
            assertTrue(problems(backend).contains("what it had stays in force"), problems(backend));
            assertEquals(before, Files.readString(folder.resolve("routelb.conf")));
            assertEquals(Set.of("routelb_p_r1_c0000201"), sessions());
            assertFalse(second.toCompletableFuture().isDone());
            assertEquals(1, backend.status().peers().size(), "what runs is still told of");
            Files.writeString(bird.main(), including());
            join(second);
            assertEquals("", problems(backend));
            assertEquals(Set.of("routelb_p_r2_c0000202"), sessions());
            assertFalse(Files.exists(folder.resolve("routelb.conf.candidate")));
            assertFalse(Files.exists(folder.resolve("routelb.conf.trial")));
        }
    }

    @Test
    void aFileThatNobodyIncludesIsSaid() throws IOException {
        try (RealBird bird = new RealBird(version, folder, HOST);
                HostBackend backend = backend(include())) {
            join(backend.apply(intent(include(), peer("r1", "192.0.2.1"))));
            assertTrue(
                    problems(backend).contains("must include \"" + folder + "/routelb.conf\""),
                    problems(backend) + bird.socket());
        }
    }

    @Test
    void aDaemonThatIsNotThereIsWaitedFor() throws IOException, BirdException {
        try (HostBackend backend = backend(include())) {
            CompletionStage<Void> applied = backend.apply(intent(include(), peer("r1", "192.0.2.1")));
            RealBird.await("a problem", () -> problems(backend).contains("does not answer"));
            assertFalse(applied.toCompletableFuture().isDone());
            try (RealBird bird = new RealBird(version, folder, including())) {
                join(applied);
                assertEquals(Set.of("routelb_p_r1_c0000201"), sessions());
                Files.writeString(folder.resolve("routelb.conf"), "# somebody's own\n");
                bird.restart();
                RealBird.await("its sessions", () -> problems(backend).isEmpty() && has("routelb_p_r1_c0000201"));
            }
        }
    }

    /** From each case to each other one, with one BIRD. */
    @Test
    void everyConfigurationFollowsEveryOther() throws IOException {
        List<RoutingIntent> cases = List.copyOf(Intents.all().values());
        try (RealBird bird = new RealBird(version, folder, HOST);
                HostBackend backend = backend(full())) {
            for (int step = 1; step < cases.size(); step++) {
                for (int at = 0; at < cases.size(); at++) {
                    RoutingIntent intent = cases.get(at * step % cases.size());
                    join(backend.apply(intent.by(new BackendChoice.Bird(full()), intent.link())));
                    assertFalse(problems(backend).contains("refused"), problems(backend));
                }
            }
            assertFalse(Files.readString(folder.resolve("bird.log")).contains("<ERR>"), Files.readString(bird.main()));
        }
    }

    /** A table of the kernel is one protocol's alone. */
    @Test
    void aKernelTableThatTheHostHasIsLeftToItAndNamed() throws IOException {
        String host = including() + "protocol kernel hosts { ipv4 { export none; }; }\n";
        try (RealBird bird = new RealBird(version, folder, host);
                HostBackend backend = backend(include())) {
            join(backend.apply(learning(254)));
            RealBird.await("the condition", () -> problems(backend).contains("the main table"));
            assertEquals(Map.of("hosts", "up", "routelb_kernel6", "up"), kernels());
            assertTrue(problems(backend).startsWith("learned routes of IPv4 are not put in the kernel"));
            join(backend.apply(learning(100)));
            RealBird.await("no condition", () -> problems(backend).isEmpty());
            assertEquals(
                    Map.of("hosts", "up", "routelb_main6", "up", "routelb_kernel4", "up", "routelb_kernel6", "up"),
                    kernels());
            Files.writeString(
                    bird.main(),
                    host + "ipv4 table t;\nprotocol kernel second { kernel table 100; ipv4 { table t; }; }\n");
            bird.restart();
            RealBird.await(
                    "what has no table named", () -> problems(backend).contains("protocol kernel second is idle"));
        }
    }

    private RoutingIntent learning(int table) {
        return intent(include(), peer("r1", "192.0.2.1"))
                .installing(new KernelRoutes(
                        new LearnedRoutesView(true, table, 1024, 186, true, List.of(), 100), Set.of(), Map.of()));
    }

    /** Protocols of the kernel's routes, and their states; none while BIRD is being started. */
    private Map<String, String> kernels() {
        try {
            Answer answer = new BirdSocket(folder.resolve("ctl"), Duration.ofSeconds(10)).ask("show protocols all");
            return Sessions.protocols(answer).values().stream()
                    .filter(each -> each.kind().equals("Kernel"))
                    .collect(Collectors.toMap(Sessions.Protocol::name, Sessions.Protocol::state));
        } catch (BirdException e) {
            return Map.of();
        }
    }

    private boolean has(String session) {
        try {
            return sessions().contains(session);
        } catch (BirdException e) {
            return false; // not yet started
        }
    }
}
