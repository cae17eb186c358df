package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 2385 and RFC 5082 against real routers, over IPv4 and IPv6, each side dialling. */
@Tag("interop")
@Tag("whole-system")
class ProtectionInteropTest {
    private static final String BIRD = """
            router id 10.0.0.1;
            protocol device {}
            protocol bgp four {
              local 192.0.2.1 as 64500;
              neighbor 192.0.2.11 as 64512;
              password "first";
              ttl security on;
              connect delay time 1; connect retry time 1; error wait time 1,2;
              passive PASSIVE;
              ipv4 { import all; export none; };
            }
            protocol bgp six {
              local 2001:db8:0:2::1 as 64500;
              neighbor 2001:db8:0:2::11 as 64512;
              password "first";
              ttl security on;
              connect delay time 1; connect retry time 1; error wait time 1,2;
              passive PASSIVE;
              ipv6 { import all; export none; };
            }
            """;

    private static final String FRR = """
            frr defaults datacenter
            router bgp 64500
             bgp router-id 10.0.0.1
             no bgp ebgp-requires-policy
             neighbor 192.0.2.11 remote-as 64512
             neighbor 192.0.2.11 password first
             neighbor 192.0.2.11 ttl-security hops 1
             neighbor 192.0.2.11 timers connect 1
             PASSIVE neighbor 192.0.2.11 passive
             neighbor 2001:db8:0:2::11 remote-as 64512
             neighbor 2001:db8:0:2::11 password first
             neighbor 2001:db8:0:2::11 ttl-security hops 1
             neighbor 2001:db8:0:2::11 timers connect 1
             PASSIVE neighbor 2001:db8:0:2::11 passive
             address-family ipv6 unicast
              neighbor 2001:db8:0:2::11 activate
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "the router dials: {0}")
    @CsvSource({"false", "true"})
    void birdIsProtectedOnBothFamiliesAndThePasswordChangesLive(boolean routerDials) throws Exception {
        RouterLab.needs("/usr/sbin/bird", "/usr/sbin/birdc");
        Path config = folder.resolve("bird.conf");
        String first = BIRD.replace("PASSIVE", routerDials ? "off" : "on");
        Files.writeString(config, first);
        Files.writeString(folder.resolve("second.conf"), first.replace("\"first\"", "\"second\""));
        Files.writeString(
                folder.resolve("router.sh"),
                RouterLab.ROUTER + "exec bird -f -c \"$1/bird.conf\" -s \"$1/bird.ctl\"\n");
        List<String> birdc = List.of("birdc", "-s", folder + "/bird.ctl");
        protect(
                routerDials,
                plus(birdc, "show protocols"),
                answer -> answer.lines()
                                .filter(line -> line.contains("Established"))
                                .count()
                        == 2,
                List.of(plus(birdc, "configure \"" + folder.resolve("second.conf") + "\"")));
    }

    @ParameterizedTest(name = "the router dials: {0}")
    @CsvSource({"false", "true"})
    void frrIsProtectedOnBothFamiliesAndThePasswordChangesLive(boolean routerDials) throws Exception {
        RouterLab.needs("/usr/lib/frr/bgpd", "/usr/bin/vtysh");
        Files.writeString(folder.resolve("bgpd.conf"), FRR.replace("PASSIVE", routerDials ? "no" : ""));
        Files.writeString(folder.resolve("router.sh"), RouterLab.ROUTER + RouterLab.FRR_DAEMON);
        List<String> vtysh = List.of("vtysh", "--vty_socket", folder.toString());
        protect(
                routerDials,
                plus(vtysh, "-c", "show bgp neighbors"),
                answer -> answer.lines()
                                .filter(line -> line.contains("BGP state = Established"))
                                .count()
                        == 2,
                List.of(plus(
                        vtysh,
                        "-c",
                        "configure terminal",
                        "-c",
                        "router bgp 64500",
                        "-c",
                        "neighbor 192.0.2.11 password second",
                        "-c",
                        "neighbor 2001:db8:0:2::11 password second")));
    }

    private static List<String> plus(List<String> command, String... words) {
        return Stream.concat(command.stream(), Arrays.stream(words)).toList();
    }

    private void protect(
            boolean routerDials, List<String> query, Predicate<String> bothUp, List<List<String>> changeToSecond)
            throws Exception {
        String settings = "peers=both hops=1" + (routerDials ? " passive=yes" : "");
        Process speaker = RouterLab.start(folder);
        try (BufferedWriter in = speaker.outputWriter(StandardCharsets.UTF_8);
                BufferedReader out = speaker.inputReader(StandardCharsets.UTF_8)) {
            RouterLab.tell(in, out, settings + " password=wrong");
            if (!routerDials) {
                RouterLab.awaitStatus(in, out, settings + " password=wrong", "its TCP MD5 password may be another");
            }
            RouterLab.tell(in, out, settings + " password=first");
            RouterLab.awaitAnswer(query, bothUp);
            for (List<String> command : changeToSecond) {
                RouterLab.awaitAnswer(command, answer -> true);
            }
            RouterLab.awaitAnswer(query, bothUp.negate());
            RouterLab.tell(in, out, settings + " password=second");
            RouterLab.awaitAnswer(query, bothUp);
        } finally {
            boolean ended = speaker.waitFor(10, TimeUnit.SECONDS);
            speaker.destroyForcibly();
            assertTrue(ended, "the speaker did not end with its input");
        }
    }
}
