package io.routelb.frr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.frr.control.FrrException;
import io.routelb.frr.control.Terminals;
import io.routelb.frr.render.ConfigChange;
import io.routelb.frr.render.ConfigLine;
import io.routelb.frr.render.FrrConfig;
import io.routelb.frr.render.FrrRenderer;
import io.routelb.frr.render.FrrRenderer.Host;
import io.routelb.frr.render.Owned;
import io.routelb.model.FrrView;
import io.routelb.model.HostMode;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.host.HostDaemon;
import io.routelb.redistribution.host.Intents;
import io.routelb.redistribution.host.RealDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A bgpd without zebra and without a port is led from one configuration to the next. It must run as its own user, so these tests need root. */
@Tag("whole-system")
@EnabledIf("isRoot")
@ParameterizedClass
@MethodSource("frrs")
class RealBgpdTest {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** FRR 8 and FRR 10, of a second AS. */
    private static final String OTHER_AS = ".*(AS is 64512|AS number mismatch).*";

    private final RealDaemon frr;
    private Path folder = Path.of("");
    private Optional<Process> bgpd = Optional.empty();

    RealBgpdTest(RealDaemon frr) {
        this.frr = frr;
    }

    static Stream<RealDaemon> frrs() {
        return RealDaemon.frrs();
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @BeforeEach
    void start() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("routelb-frr");
        run("chown", "frr:frr", folder.toString());
        bgpd = Optional.of(new ProcessBuilder(
                        frr.program("bgpd"),
                        "-n",
                        "-p",
                        "0",
                        "-f",
                        "/dev/null",
                        "-z",
                        folder + "/zserv",
                        "--vty_socket",
                        folder.toString(),
                        "-i",
                        folder + "/bgpd.pid",
                        "-P",
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start());
        long until = System.nanoTime() + ANSWER.toNanos();
        while (!Files.exists(folder.resolve("bgpd.vty"))) {
            assertTrue(System.nanoTime() < until && bgpd.get().isAlive(), "bgpd does not start");
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void stop() throws InterruptedException, IOException {
        if (bgpd.isPresent()) {
            bgpd.get().destroyForcibly();
            assertTrue(bgpd.get().waitFor(ANSWER.toSeconds(), TimeUnit.SECONDS));
        }
        run("rm", "-rf", folder.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, process.waitFor(), List.of(command).toString());
    }

    private FrrView view(HostMode mode) {
        return new FrrView(mode, folder + "/frr.conf", frr.program("vtysh"), folder.toString());
    }

    private Changer changer(HostMode mode) {
        return new Changer(view(mode), new FrrFile(folder.resolve("frr.conf"), mode, folder.resolve("bgpd.vty")));
    }

    private static FrrConfig config(String name, Host host) {
        return FrrRenderer.render(Objects.requireNonNull(Intents.all().get(name), name), host);
    }

    private List<ConfigLine> running(Terminals terminals) throws FrrException {
        return Owned.all(terminals.bgp().running());
    }

    private static List<ConfigLine> bgp(List<ConfigLine> lines) {
        return lines.stream()
                .filter(line -> !line.text().equals(ConfigLine.BFD))
                .toList();
    }

    /** From each case to each other one; then what runs is what was to run, in FRR's own words. */
    @Test
    void everyConfigurationFollowsEveryOther() throws FrrException, IOException, InterruptedException {
        Changer changer = changer(HostMode.FULL);
        List<String> names = new ArrayList<>(Intents.all().keySet());
        for (int step = 1; step < names.size(); step++) {
            for (int at = 0; at < names.size(); at++) {
                String name = names.get(at * step % names.size());
                FrrConfig config = config(name, Host.NONE);
                try (Terminals terminals = Terminals.open(folder, ANSWER)) {
                    assertEquals(Optional.empty(), changer.make(terminals, config.lines(), Host.NONE, false), name);
                    assertEquals(
                            List.of(), ConfigChange.commands(running(terminals), bgp(config.lines())), "to " + name);
                    assertEquals(
                            List.of(), ConfigChange.commands(bgp(config.lines()), running(terminals)), "from " + name);
                }
            }
        }
    }

    @Test
    void whatTheHostHasStaysAsItIs() throws FrrException, IOException, InterruptedException {
        String host = """
                router bgp 64512
                 bgp router-id 192.0.2.77
                 neighbor 192.0.2.200 remote-as 64999
                 address-family ipv4 unicast
                  redistribute connected route-map cni
                 exit-address-family
                exit
                route-map cni permit 10
                exit
                """;
        Files.writeString(folder.resolve("frr.conf"), host);
        run(frr.program("vtysh"), "--vty_socket", folder.toString(), "-f", folder + "/frr.conf");
        Changer changer = changer(HostMode.INCLUDE);
        Host guest = Owned.host(host);
        assertEquals(
                config("plain", guest).lines(),
                config("plain", new Host(true, guest.takesConnected(), Set.of()))
                        .lines());
        try (Terminals terminals = Terminals.open(folder, ANSWER)) {
            List<ConfigLine> before = running(terminals);
            for (String name : List.of(
                    "plain", "exceptions", "options", "range", "no-link", "mesh", "mesh-reflector", "learned")) {
                assertEquals(
                        Optional.empty(),
                        changer.make(terminals, config(name, guest).lines(), guest, false),
                        name);
                assertTrue(Files.readString(folder.resolve("frr.conf")).startsWith(host + "! BEGIN RouteLB"), name);
            }
            List<ConfigLine> otherAs = ConfigLine.parse("router bgp 65000\n neighbor routelb-x peer-group\n");
            String why = changer.make(terminals, otherAs, guest, false).orElse("");
            assertTrue(why.matches(OTHER_AS), why);
            assertEquals(Optional.empty(), changer.make(terminals, List.of(), guest, false));
            assertEquals(before, running(terminals));
            assertEquals(host, Files.readString(folder.resolve("frr.conf")));
        }
    }

    @Test
    void aRefusedCommandUndoesThoseBeforeIt() throws FrrException, IOException, InterruptedException {
        Changer changer = changer(HostMode.FULL);
        FrrConfig plain = config("plain", Host.NONE);
        List<ConfigLine> refused =
                new ArrayList<>(config("exceptions", Host.NONE).lines());
        refused.add(
                ConfigLine.parse("router bgp 65000\n bgp router-id 1.2.3.4\n").getFirst());
        try (Terminals terminals = Terminals.open(folder, ANSWER)) {
            assertEquals(Optional.empty(), changer.make(terminals, plain.lines(), Host.NONE, false));
            String file = Files.readString(folder.resolve("frr.conf"));
            Optional<String> why = changer.make(terminals, refused, Host.NONE, false);
            assertTrue(why.orElse("").matches(OTHER_AS), why.toString());
            assertEquals(List.of(), ConfigChange.commands(running(terminals), bgp(plain.lines())));
            assertEquals(file, Files.readString(folder.resolve("frr.conf")));
        }
    }

    @Test
    void theParserNamesTheLineAndNothingIsTouched() throws FrrException, IOException, InterruptedException {
        Changer changer = changer(HostMode.FULL);
        try (Terminals terminals = Terminals.open(folder, ANSWER)) {
            Optional<String> why = changer.make(
                    terminals,
                    ConfigLine.parse("router bgp 64512\n neighbour routelb-x peer-group\n"),
                    Host.NONE,
                    false);
            assertTrue(why.orElse("").startsWith("line 2: % Unknown command"), why.toString());
            assertEquals(List.of(), running(terminals));
            assertFalse(Files.exists(folder.resolve("frr.conf")));
        }
    }

    @Test
    void aPasswordIsForFrrAloneAndInNoAnswer() throws FrrException, IOException, InterruptedException {
        Changer changer = changer(HostMode.FULL);
        var plain = Intents.plain();
        var peer = plain.peers().getFirst();
        FrrConfig config = FrrRenderer.render(
                plain.with(
                        List.of(peer.withOptions(peer.options().withPassword(new SessionPassword("s3cret")))),
                        plain.options()),
                Host.NONE);
        try (Terminals terminals = Terminals.open(folder, ANSWER)) {
            assertEquals(Optional.empty(), changer.make(terminals, config.lines(), Host.NONE, config.secret()));
            assertEquals(
                    "[OWNER_READ, OWNER_WRITE]",
                    new java.util.TreeSet<>(Files.getPosixFilePermissions(folder.resolve("frr.conf"))).toString());
            assertEquals("frr", Files.getOwner(folder.resolve("frr.conf")).getName());
            assertEquals(
                    Optional.of("\"neighbor nobody password ***\": % Specify remote-as or peer-group commands first"),
                    terminals.bgp().configure(List.of("router bgp 64512", "neighbor nobody password s3cret")));
            assertEquals(
                    Optional.of("line 2: % Unknown command:  neighbor routelb-x password ***"),
                    changer.make(
                                    terminals,
                                    ConfigLine.parse(
                                            "router bgp 64512\n neighbor routelb-x password two words s3cret\n"),
                                    Host.NONE,
                                    true)
                            .map(why -> why.replaceFirst("\\[\\d+]", ""))); // a number of vtysh's own
        }
    }

    @Test
    void ofAHostWhoseFileIsNotOursNothingIsTaken() throws FrrException, IOException, InterruptedException {
        String host = "router bgp 64512\n bgp router-id 192.0.2.77\n neighbor 192.0.2.200 remote-as 64999\n";
        Files.writeString(folder.resolve("frr.conf"), host);
        run(frr.program("vtysh"), "--vty_socket", folder.toString(), "-f", folder + "/frr.conf");
        FrrDaemon daemon = new FrrDaemon(view(HostMode.FULL), Clock.systemUTC());
        daemon.leave();
        try (Terminals terminals = Terminals.open(folder, ANSWER)) {
            assertEquals(List.of(), ConfigChange.commands(ConfigLine.parse(host), running(terminals)));
            HostDaemon.Found found = daemon.look(Intents.plain(), 1);
            assertEquals(List.of(), found.problems());
            assertTrue(found.inForce());
            assertEquals(1, found.peers().size());
            daemon.leave();
            assertEquals(List.of(), running(terminals));
        }
        assertTrue(Files.readString(folder.resolve("frr.conf")).startsWith("! Written by RouteLB"));
    }
}
