package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The speaker against real routers: each in a network namespace, joined by a veth, all in a PID namespace whose first process is the
 * speaker. That one ends with its input, so nothing outlives the test even when it is killed.
 */
@Tag("interop")
class RouterInteropTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static final String NAMESPACES = """
            set -e
            mount -t tmpfs tmpfs /var/tmp
            ip link set lo up
            unshare --net sh "$1/router.sh" "$1" >"$1/router.log" 2>&1 &
            router=$!
            ip link add n0 type veth peer name r0
            until [ "$(readlink /proc/$router/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
            ip link set r0 netns $router
            ip addr add 192.0.2.11/24 dev n0
            ip addr add 2001:db8:0:2::11/64 dev n0 nodad
            ip link set n0 up
            shift
            exec "$@" 2>/dev/null
            """;

    private static final String ROUTER = """
            ip link set lo up
            until ip link show r0; do sleep 0.05; done
            ip addr add 192.0.2.1/24 dev r0
            ip addr add 2001:db8:0:2::1/64 dev r0 nodad
            ip link set r0 up
            """;

    private static final String BIRD = """
            router id 10.0.0.1;
            protocol device {}
            protocol bgp n1 {
              local 192.0.2.1 as 64500;
              neighbor 192.0.2.11 as 64512;
              passive on;
              ipv4 { import all; export none; };
              ipv6 { import all; export none; };
            }
            """;

    private static final String FRR = """
            frr defaults datacenter
            router bgp 64500
             bgp router-id 10.0.0.1
             no bgp ebgp-requires-policy
             neighbor nodes peer-group
             neighbor nodes remote-as 64512
             bgp listen range 192.0.2.0/24 peer-group nodes
             address-family ipv6 unicast
              neighbor nodes activate
            """;

    @TempDir
    private Path folder;

    @Test
    void birdHasTheRoutesWithTheRightNextHopsUntilTheyAreWithdrawn() throws Exception {
        needs("/usr/sbin/bird", "/usr/sbin/birdc");
        Files.writeString(folder.resolve("bird.conf"), BIRD);
        Files.writeString(
                folder.resolve("router.sh"), ROUTER + "exec bird -f -c \"$1/bird.conf\" -s \"$1/bird.ctl\"\n");
        announceWithdrawClose(
                List.of("birdc", "-s", folder + "/bird.ctl", "show route all"),
                List.of("birdc", "-s", folder + "/bird.ctl", "show protocols all n1"),
                "RouteLB stops on this node");
    }

    @Test
    void frrHasTheRoutesWithTheRightNextHopsUntilTheyAreWithdrawn() throws Exception {
        needs("/usr/lib/frr/bgpd", "/usr/bin/vtysh");
        Files.writeString(folder.resolve("bgpd.conf"), FRR);
        Files.writeString(
                folder.resolve("router.sh"),
                ROUTER
                        + "chown -R frr:frr \"$1\"; chmod 755 \"$1\"\n"
                        + "exec /usr/lib/frr/bgpd -n -z \"$1/zserv\" --vty_socket \"$1\" -i \"$1/bgpd.pid\" -f \"$1/bgpd.conf\"\n");
        announceWithdrawClose(
                List.of(
                        "vtysh",
                        "--vty_socket",
                        folder.toString(),
                        "-c",
                        "show bgp ipv4 unicast 198.51.100.10/32",
                        "-c",
                        "show bgp ipv6 unicast 2001:db8:100::10/128",
                        "-c",
                        "show bgp summary"),
                List.of("vtysh", "--vty_socket", folder.toString(), "-c", "show bgp summary"),
                "No BGP neighbors found");
    }

    private static void needs(String... programs) {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: namespaces need root");
        for (String program : programs) {
            assumeTrue(Files.isExecutable(Path.of(program)), "skipped: " + program + " is not installed");
        }
    }

    private void announceWithdrawClose(List<String> query, List<String> sessions, String down) throws Exception {
        Process speaker = start();
        try (BufferedWriter in = speaker.outputWriter(StandardCharsets.UTF_8);
                BufferedReader out = speaker.inputReader(StandardCharsets.UTF_8)) {
            tell(in, out, "198.51.100.10/32 2001:db8:100::10/128");
            awaitAnswer(
                    query,
                    answer -> answer.contains("198.51.100.10")
                            && answer.contains("192.0.2.11")
                            && answer.contains("2001:db8:100::10")
                            && answer.contains("2001:db8:0:2::11")
                            && answer.contains("IGP"));
            tell(in, out, "2001:db8:100::10/128");
            awaitAnswer(
                    query,
                    answer -> !answer.contains("198.51.100.10/32,")
                            && !answer.contains("198.51.100.10/32 ")
                            && answer.contains("2001:db8:0:2::11"));
            tell(in, out, "");
            awaitAnswer(query, answer -> !answer.contains("2001:db8:0:2::11"));
            tell(in, out, "close");
            awaitAnswer(sessions, answer -> answer.contains(down));
        } finally {
            // Its input is closed: it says farewell and ends, and with it the namespaces.
            boolean ended = speaker.waitFor(10, TimeUnit.SECONDS);
            speaker.destroyForcibly();
            assertTrue(
                    ended, "the speaker did not end with its input; " + Files.readString(folder.resolve("router.log")));
        }
    }

    private Process start() throws IOException {
        Files.writeString(folder.resolve("namespaces.sh"), NAMESPACES);
        List<String> command = new ArrayList<>(
                List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh"));
        command.addAll(List.of(folder.resolve("namespaces.sh").toString(), folder.toString()));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                InteropSpeaker.class.getName()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits for the answer and passes over what the logger says in between. */
    private static void tell(BufferedWriter in, BufferedReader out, String routes) throws IOException {
        in.write(routes + "\n");
        in.flush();
        String line = out.readLine();
        while (line != null && !line.startsWith("RoutingStatus")) {
            line = out.readLine();
        }
    }

    private static void awaitAnswer(List<String> query, Predicate<String> expected) {
        String[] last = {""};
        try {
            Lab.await("the router's view", LIMIT, () -> {
                last[0] = run(query);
                return expected.test(last[0]);
            });
        } catch (AssertionError e) {
            throw new AssertionError("the router says:\n" + last[0], e);
        }
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(5, TimeUnit.SECONDS);
            return answer;
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
