package io.routelb.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import io.routelb.model.Addresses;
import io.routelb.netlink.value.AddressChange;
import io.routelb.netlink.value.Link;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A second JVM, started inside a namespace of its own without CAP_NET_ADMIN, tries to change something and prints what it is told. */
@Timeout(60)
final class MissingCapabilityTest {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    /** The second JVM. */
    public static final class Unprivileged {
        public static void main(String[] arguments) throws NetlinkException {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                Link lo = rtnetlink.link("lo").orElseThrow();
                List<ChangeResult> results = rtnetlink.apply(List.of(
                        AddressChange.Add.forever(lo.index(), Addresses.of("192.0.2.1"), 32, Set.of(), 0),
                        new AddressChange.Remove(lo.index(), Addresses.of("192.0.2.2"), 32)));
                results.forEach(result -> System.out.println(result.errno()));
                System.out.println(results.getFirst().sentence("add 192.0.2.1/32"));
                try {
                    rtnetlink.createLink("x", "ifb");
                } catch (NetlinkException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    void readingWorksAndEachRefusalNamesTheCapability() throws Exception {
        if (!Files.isExecutable(SETPRIV)) {
            System.out.println("SKIPPED: " + SETPRIV + " is needed to drop a capability and is absent");
            abort("setpriv is absent");
        }
        try (FreshNamespace fresh = new FreshNamespace()) {
            Process process = fresh.namespace()
                    .call(() -> new ProcessBuilder(
                                    SETPRIV.toString(),
                                    "--bounding-set=-net_admin",
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Unprivileged.class.getName())
                            .start());
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1, errors);
            String reason = "Operation not permitted (errno 1); the process lacks the capability CAP_NET_ADMIN";
            List<String> lines = output.lines().toList();
            assertEquals(List.of("1", "1"), lines.subList(0, 2));
            assertEquals("cannot add 192.0.2.1/32: " + reason, lines.get(2));
            assertEquals("cannot create link x of kind ifb: " + reason, lines.get(3));
            assertFalse(lines.size() > 4, output);
        }
    }
}
