package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The speaker and a real router: each in a network namespace, joined by a veth, all in a PID namespace whose first process is the
 * speaker. That one ends with its input, so nothing outlives the test even when it is killed.
 */
final class RouterLab {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    static final String NAMESPACES = """
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

    static final String ROUTER = """
            ip link set lo up
            until ip link show r0; do sleep 0.05; done
            ip addr add 192.0.2.1/24 dev r0
            ip addr add 2001:db8:0:2::1/64 dev r0 nodad
            ip link set r0 up
            """;

    /** FRR's bgpd alone, with {@code bgpd.conf} of the folder. */
    static final String FRR_DAEMON = """
            chown -R frr:frr "$1"; chmod 755 "$1"
            exec /usr/lib/frr/bgpd -n -z "$1/zserv" --vty_socket "$1" -i "$1/bgpd.pid" -f "$1/bgpd.conf"
            """;

    private RouterLab() {}

    static void needs(String... programs) {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: namespaces need root");
        for (String program : programs) {
            assumeTrue(Files.isExecutable(Path.of(program)), "skipped: " + program + " is not installed");
        }
    }

    /** The speaker in its namespace, with the router that {@code router.sh} in the folder starts in another. */
    static Process start(Path folder) throws IOException {
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

    /** Waits for the answer, which it returns, and passes over what the logger says in between. */
    static String tell(BufferedWriter in, BufferedReader out, String intent) throws IOException {
        in.write(intent + "\n");
        in.flush();
        String line = out.readLine();
        while (line != null && !line.startsWith("RoutingStatus")) {
            line = out.readLine();
        }
        return String.valueOf(line);
    }

    /** Says the same again until the speaker's status holds the text. */
    static void awaitStatus(BufferedWriter in, BufferedReader out, String intent, String expected) {
        Lab.await(expected, LIMIT, () -> {
            try {
                return tell(in, out, intent).contains(expected);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static void awaitAnswer(List<String> query, Predicate<String> expected) {
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

    /** What the command says, errors included. */
    static String run(List<String> command) {
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
