package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.TemporaryNamespace;
import io.routelb.node.desired.LinkSetting;
import io.routelb.node.desired.LinkSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class SysctlsTest {
    private static final Path PROC = Path.of("/proc/sys/net");

    @Test
    void findsAndCorrectsWhatTheKernelOfANamespaceHas() throws Exception {
        try (TemporaryNamespace fresh = openOrAbort()) {
            fresh.namespace().call(() -> {
                inFreshNamespace();
                return true;
            });
        }
    }

    private static TemporaryNamespace openOrAbort() throws NetlinkException, InterruptedException {
        try {
            return TemporaryNamespace.open();
        } catch (NetlinkException e) {
            System.out.println("SKIPPED: " + e.getMessage());
            return abort(e.getMessage());
        }
    }

    private static void inFreshNamespace() throws Exception {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            rtnetlink.createLink("eth0.7", "ifb");
        }
        write("ipv4/conf/all/arp_ignore", 0);
        write("ipv4/conf/all/arp_announce", 0);
        write("ipv4/conf/all/rp_filter", 1);
        write("ipv4/conf/eth0.7/arp_ignore", 0);
        write("ipv4/conf/eth0.7/arp_announce", 2);
        Sysctls sysctls = new Sysctls();
        List<LinkSettings.Finding> findings = sysctls.read("eth0.7").findings();
        assertEquals(
                List.of(LinkSetting.ARP_IGNORE, LinkSetting.RP_FILTER),
                findings.stream().map(LinkSettings.Finding::setting).toList());
        for (LinkSettings.Finding finding : findings) {
            sysctls.correct(finding);
        }
        assertEquals(List.of(), sysctls.read("eth0.7").findings());
        assertEquals(
                "1", Files.readString(PROC.resolve("ipv4/conf/all/rp_filter")).strip(), "all is nobody's to change");
        assertFalse(sysctls.forwardsIpv6("eth0.7"));
        write("ipv6/conf/eth0.7/forwarding", 1);
        assertTrue(sysctls.forwardsIpv6("eth0.7"));
        assertEquals(List.of(), sysctls.read("gone").findings(), "a link that went away is no finding");
        assertFalse(sysctls.forwardsIpv6("gone"));
    }

    private static void write(String file, int value) throws Exception {
        Files.writeString(PROC.resolve(file), value + "\n");
    }

    @Test
    void whatConcernsEveryLinkIsLeftToAPerson(@TempDir Path root) throws Exception {
        LinkSettings.Finding finding =
                new LinkSettings.Finding("eth0", LinkSetting.ARP_IGNORE, 8, 1, LinkSettings.Finding.ALL);
        KernelException refused = assertThrows(KernelException.class, () -> new Sysctls(root).correct(finding));
        assertTrue(refused.sentence().endsWith("that is left to you, as it concerns every link"), refused.sentence());
    }

    @Test
    void aValueThatIsNoNumberOrCannotBeWrittenIsATypedError(@TempDir Path root) throws Exception {
        Path file = root.resolve("ipv4/conf/all/arp_ignore");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "many\n");
        Sysctls sysctls = new Sysctls(root);
        assertTrue(assertThrows(KernelException.class, () -> sysctls.read("eth0"))
                .sentence()
                .startsWith("cannot read the kernel setting " + file));
        LinkSettings.Finding finding = new LinkSettings.Finding("eth0", LinkSetting.ARP_IGNORE, 0, 1, "eth0");
        assertThrows(KernelException.class, () -> sysctls.correct(finding));
    }

    @Test
    void aNameThatIsNoLinkIsABugOfTheCaller(@TempDir Path root) {
        for (String name : List.of("", ".", "..", "../all", "a/b")) {
            assertThrows(IllegalArgumentException.class, () -> new Sysctls(root).read(name), name);
        }
    }
}
