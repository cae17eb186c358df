package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * BFD beside BGP with real routers, over IPv4 and IPv6 at once. Either side is stopped in the middle of it (SIGSTOP: its sockets stay,
 * it says nothing), and the other has to be without its routes within three intervals and 50 ms.
 */
@Tag("interop")
@Tag("whole-system")
class BfdInteropTest {
    private static final int INTERVAL_MILLIS = 100;
    private static final Duration IN_TIME = Duration.ofMillis(3 * INTERVAL_MILLIS + 50);
    /** What it takes a router to draw its conclusions, and us to ask it, on a machine that does much else. */
    private static final Duration IN_TIME_AT_ROUTER = IN_TIME.plusMillis(250);

    private static final int TRIES = 3;
    private static final Duration SETTLED = Duration.ofSeconds(40);
    private static final String ROUTES = "198.51.100.10/32 2001:db8:100::10/128 peers=both";
    private static final Pattern FAREWELL = Pattern.compile("RouteLB stops on this node");
    /** A session as either router shows it. */
    private static final Pattern UP = Pattern.compile("\\b(Up|up)\\b");

    private static final Pattern BFD_STATE = Pattern.compile("Bfd\\[state=(\\w+), since=([^,]+),");
    private static final Pattern BGP_STATE = Pattern.compile("Peer\\[name=[^\\]]*?, state=(\\w+), since=([^,]+),");

    private static final String BIRD = """
            router id 10.0.0.1;
            protocol device {}
            protocol bfd {
              interface "r0" { interval 100 ms; multiplier 3; AUTHENTICATION };
            }
            protocol bgp four {
              local 192.0.2.1 as 64500;
              neighbor 192.0.2.11 as 64512;
              bfd on; passive on; error wait time 1,2;
              ipv4 { import all; export none; };
            }
            protocol bgp six {
              local 2001:db8:0:2::1 as 64500;
              neighbor 2001:db8:0:2::11 as 64512;
              bfd on; passive on; error wait time 1,2;
              ipv6 { import all; export none; };
            }
            """;

    private static final String FRR = """
            frr defaults datacenter
            router bgp 64500
             bgp router-id 10.0.0.1
             no bgp ebgp-requires-policy
             neighbor 192.0.2.11 remote-as 64512
             neighbor 192.0.2.11 passive
             neighbor 192.0.2.11 bfd
             neighbor 192.0.2.11 bfd profile fast
             neighbor 2001:db8:0:2::11 remote-as 64512
             neighbor 2001:db8:0:2::11 passive
             neighbor 2001:db8:0:2::11 bfd
             neighbor 2001:db8:0:2::11 bfd profile fast
             address-family ipv6 unicast
              neighbor 2001:db8:0:2::11 activate
            """;

    private static final String FRR_BFD = """
            bfd
             profile fast
              transmit-interval 100
              receive-interval 100
              detect-multiplier 3
            """;

    /** bgpd and bfdd talk to each other through zebra. */
    private static final String FRR_DAEMONS = """
            chown -R frr:frr "$1"; chmod 755 "$1"
            common="-z $1/zserv --vty_socket $1 -P 0"
            /usr/lib/frr/zebra -d $common -i "$1/zebra.pid" -f "$1/zebra.conf"
            until [ -e "$1/zserv" ]; do sleep 0.05; done
            /usr/lib/frr/bfdd -d $common -i "$1/bfdd.pid" --bfdctl "$1/bfdd.ctl" -f "$1/bfdd.conf"
            exec /usr/lib/frr/bgpd $common -i "$1/bgpd.pid" -f "$1/bgpd.conf"
            """;

    @TempDir
    private Path folder;

    private final Process shell;
    private final BufferedWriter shellIn;
    private final BufferedReader shellOut;

    BfdInteropTest() throws IOException {
        shell = new ProcessBuilder("sh").start();
        shellIn = shell.outputWriter(StandardCharsets.UTF_8);
        shellOut = shell.inputReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void endShell() {
        shell.destroy();
    }

    @ParameterizedTest(name = "keyed: {0}")
    @CsvSource({"false", "true"})
    void bfdWithBirdTakesOutWhoeverIsStopped(boolean keyed) throws Exception {
        RouterLab.needs("/usr/sbin/bird", "/usr/sbin/birdc");
        String key = "authentication meticulous keyed sha1; password \"secret\" { id 7; };";
        Files.writeString(folder.resolve("bird.conf"), BIRD.replace("AUTHENTICATION", keyed ? key : ""));
        Files.writeString(
                folder.resolve("router.sh"),
                RouterLab.ROUTER + "exec bird -f -c \"$1/bird.conf\" -s \"$1/bird.ctl\"\n");
        List<String> birdc = List.of("birdc", "-s", folder + "/bird.ctl", "show route all");
        List<String> sessions = List.of("birdc", "-s", folder + "/bird.ctl", "show bfd sessions");
        String bfd = " bfd=" + INTERVAL_MILLIS + (keyed ? " bfdkey=secret" : "");
        stopBoth("BIRD" + (keyed ? ", keyed" : ""), bfd, birdc, sessions, List.of("bird"));
    }

    @Test
    void bfdWithFrrTakesOutWhoeverIsStopped() throws Exception {
        RouterLab.needs("/usr/lib/frr/bgpd", "/usr/lib/frr/bfdd", "/usr/lib/frr/zebra", "/usr/bin/vtysh");
        Files.writeString(folder.resolve("bgpd.conf"), FRR);
        Files.writeString(folder.resolve("bfdd.conf"), FRR_BFD);
        Files.writeString(folder.resolve("zebra.conf"), "\n");
        Files.writeString(folder.resolve("router.sh"), RouterLab.ROUTER + FRR_DAEMONS);
        List<String> vtysh = List.of(
                "vtysh",
                "--vty_socket",
                folder.toString(),
                "-c",
                "show bgp ipv4 unicast",
                "-c",
                "show bgp ipv6 unicast");
        List<String> sessions = List.of("vtysh", "--vty_socket", folder.toString(), "-c", "show bfd peers brief");
        stopBoth("FRR", " bfd=" + INTERVAL_MILLIS, vtysh, sessions, List.of("bfdd", "bgpd", "zebra"));
    }

    private void stopBoth(String router, String bfd, List<String> query, List<String> sessions, List<String> daemons)
            throws Exception {
        Process speaker = RouterLab.start(folder);
        try (BufferedWriter in = speaker.outputWriter(StandardCharsets.UTF_8);
                BufferedReader out = speaker.inputReader(StandardCharsets.UTF_8)) {
            Runnable settle = () -> {
                awaitStates(in, out, ROUTES + bfd, "Established", "Up");
                RouterLab.awaitAnswer(query, BfdInteropTest::hasBoth);
                RouterLab.awaitAnswer(
                        sessions, answer -> UP.matcher(answer).results().count() == 2);
            };
            inTime(
                    settle,
                    IN_TIME,
                    () -> stopRouter(router, pids(speaker, daemons), () -> tell(in, out, ROUTES + bfd)));
            inTime(settle, IN_TIME_AT_ROUTER, () -> stopOurs(router, pids(speaker, List.of("java")), query));
            settle.run();

            // BGP has the last word: BIRD takes the end of BFD, AdminDown or not, for the end of the path. FRR keeps no
            // words.
            RouterLab.tell(in, out, "close");
            if (router.startsWith("BIRD")) {
                RouterLab.awaitAnswer(
                        List.of("birdc", "-s", folder + "/bird.ctl", "show protocols all"),
                        answer -> FAREWELL.matcher(answer).results().count() == 2);
            }
        } finally {
            boolean ended = speaker.waitFor(10, TimeUnit.SECONDS);
            speaker.destroyForcibly();
            assertTrue(
                    ended, "the speaker did not end with its input; " + Files.readString(folder.resolve("router.log")));
        }
    }

    private static boolean hasBoth(String answer) {
        return answer.contains("198.51.100.10/32") && answer.contains("2001:db8:100::10/128");
    }

    /** @return what was slower, BFD or BGP, of either family */
    private Duration stopRouter(String router, List<String> pids, Supplier<String> status) throws IOException {
        String[] last = {""};
        Instant stopped = Instant.now();
        signal("STOP", pids);
        try {
            Lab.await("we notice", SETTLED, () -> {
                last[0] = status.get();
                return states(last[0], BFD_STATE).stream()
                                .allMatch(each -> each.group(1).equals("Down"))
                        && !last[0].contains("state=Established");
            });
        } finally {
            signal("CONT", pids);
        }
        Duration bfd = slowest(last[0], BFD_STATE, stopped);
        Duration bgp = slowest(last[0], BGP_STATE, stopped);
        say(router + " stopped, BFD at ours", bfd);
        say(router + " stopped, BGP at ours", bgp);
        return bfd.compareTo(bgp) > 0 ? bfd : bgp;
    }

    private Duration stopOurs(String router, List<String> pids, List<String> query) throws IOException {
        long stopped = System.nanoTime();
        signal("STOP", pids);
        try {
            Lab.await(router + " notices", SETTLED, () -> {
                String answer = RouterLab.run(query);
                return !answer.contains("198.51.100.10/32") && !answer.contains("2001:db8:100::10/128");
            });
        } finally {
            signal("CONT", pids);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - stopped);
        say("ours stopped, routes at " + router, took);
        return took;
    }

    private static void awaitStates(BufferedWriter in, BufferedReader out, String intent, String bgp, String bfd) {
        String[] last = {""};
        try {
            Lab.await("BGP " + bgp + ", BFD " + bfd, SETTLED, () -> {
                last[0] = tell(in, out, intent);
                List<MatchResult> sessions = states(last[0], BFD_STATE);
                return sessions.size() == (bfd.isEmpty() ? 0 : 2)
                        && sessions.stream().allMatch(each -> each.group(1).equals(bfd))
                        && states(last[0], BGP_STATE).size() == 2
                        && states(last[0], BGP_STATE).stream()
                                .allMatch(each -> each.group(1).equals(bgp));
            });
        } catch (AssertionError e) {
            throw new AssertionError("our status: " + last[0], e);
        }
    }

    private static String tell(BufferedWriter in, BufferedReader out, String intent) {
        try {
            return RouterLab.tell(in, out, intent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<MatchResult> states(String status, Pattern pattern) {
        return pattern.matcher(status).results().toList();
    }

    /** The machine may be busy with something else in one try, hardly in all. */
    private static void inTime(Runnable settle, Duration limit, Callable<Duration> stop) throws Exception {
        List<Duration> took = new ArrayList<>();
        while (took.size() < TRIES && took.stream().noneMatch(each -> each.compareTo(limit) <= 0)) {
            settle.run();
            took.add(stop.call());
        }
        assertTrue(took.getLast().compareTo(limit) <= 0, "gone after " + took);
    }

    private static Duration slowest(String status, Pattern pattern, Instant from) {
        List<MatchResult> sessions = states(status, pattern);
        assertEquals(2, sessions.size(), status);
        return sessions.stream()
                .map(session -> Duration.between(from, Instant.parse(session.group(2))))
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private static void say(String what, Duration took) {
        System.out.println(
                "figure: " + what + ": gone after " + took.toMillis() + " ms, " + INTERVAL_MILLIS + " ms x 3");
    }

    /** Processes below the one we started. */
    private static List<String> pids(Process speaker, List<String> programs) {
        return speaker.descendants()
                .filter(each -> programs.contains(each.info()
                        .command()
                        .map(command -> String.valueOf(Path.of(command).getFileName()))
                        .orElse("")))
                .map(each -> Long.toString(each.pid()))
                .toList();
    }

    /** By a shell's own command: to start a program for it takes long on a busy machine. */
    private void signal(String name, List<String> pids) throws IOException {
        assertFalse(pids.isEmpty(), "nobody to signal");
        shellIn.write("kill -" + name + " " + String.join(" ", pids) + "; echo done\n");
        shellIn.flush();
        assertEquals("done", shellOut.readLine());
    }
}
