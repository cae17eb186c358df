package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The speaker against real routers. */
@Tag("interop")
class RouterInteropTest {
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
        RouterLab.needs("/usr/sbin/bird", "/usr/sbin/birdc");
        Files.writeString(folder.resolve("bird.conf"), BIRD);
        Files.writeString(
                folder.resolve("router.sh"),
                RouterLab.ROUTER + "exec bird -f -c \"$1/bird.conf\" -s \"$1/bird.ctl\"\n");
        announceWithdrawClose(
                List.of("birdc", "-s", folder + "/bird.ctl", "show route all"),
                List.of("birdc", "-s", folder + "/bird.ctl", "show protocols all n1"),
                "RouteLB stops on this node");
    }

    @Test
    void frrHasTheRoutesWithTheRightNextHopsUntilTheyAreWithdrawn() throws Exception {
        RouterLab.needs("/usr/lib/frr/bgpd", "/usr/bin/vtysh");
        Files.writeString(folder.resolve("bgpd.conf"), FRR);
        Files.writeString(folder.resolve("router.sh"), RouterLab.ROUTER + RouterLab.FRR_DAEMON);
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

    private void announceWithdrawClose(List<String> query, List<String> sessions, String down) throws Exception {
        Process speaker = RouterLab.start(folder);
        try (BufferedWriter in = speaker.outputWriter(StandardCharsets.UTF_8);
                BufferedReader out = speaker.inputReader(StandardCharsets.UTF_8)) {
            RouterLab.tell(in, out, "198.51.100.10/32 2001:db8:100::10/128");
            RouterLab.awaitAnswer(
                    query,
                    answer -> answer.contains("198.51.100.10")
                            && answer.contains("192.0.2.11")
                            && answer.contains("2001:db8:100::10")
                            && answer.contains("2001:db8:0:2::11")
                            && answer.contains("IGP"));
            RouterLab.tell(in, out, "2001:db8:100::10/128");
            RouterLab.awaitAnswer(
                    query,
                    answer -> !answer.contains("198.51.100.10/32,")
                            && !answer.contains("198.51.100.10/32 ")
                            && answer.contains("2001:db8:0:2::11"));
            RouterLab.tell(in, out, "");
            RouterLab.awaitAnswer(query, answer -> !answer.contains("2001:db8:0:2::11"));
            RouterLab.tell(in, out, "close");
            RouterLab.awaitAnswer(sessions, answer -> answer.contains(down));
        } finally {
            // Its input is closed: it says farewell and ends, and with it the namespaces.
            boolean ended = speaker.waitFor(10, TimeUnit.SECONDS);
            speaker.destroyForcibly();
            assertTrue(
                    ended, "the speaker did not end with its input; " + Files.readString(folder.resolve("router.log")));
        }
    }
}
