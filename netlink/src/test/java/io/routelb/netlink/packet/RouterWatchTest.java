package io.routelb.netlink.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.Addresses;
import io.routelb.netlink.FreshNamespace;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.frame.RouterFrame.Heard;
import io.routelb.netlink.value.Link;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts on one cable, each in a network namespace of its own. */
@Timeout(30)
final class RouterWatchTest {
    private static final IPv6Address HERE = Addresses.of("fe80::1").toIPv6();
    private static final IPv6Address THERE = Addresses.of("fe80::2").toIPv6();
    private static final Duration LONG = Duration.ofSeconds(5);

    private FreshNamespace here;
    private FreshNamespace there;

    @BeforeEach
    void joinTwoHosts() throws Exception {
        here = new FreshNamespace();
        there = new FreshNamespace();
        FreshNamespace.join(here, there);
    }

    @AfterEach
    void close() {
        for (FreshNamespace namespace : new FreshNamespace[] {here, there}) {
            if (namespace != null) {
                namespace.close();
            }
        }
    }

    private static RouterWatch watch(FreshNamespace host, IPv6Address own) throws Exception {
        Link link = host.link("eth0");
        return host.namespace().call(() -> RouterWatch.open(link, own));
    }

    /** The hosts' kernels may ask for routers, too. */
    private static Heard await(RouterWatch watch, Heard wanted) throws NetlinkException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (System.nanoTime() - deadline < 0) {
            Optional<Heard> heard = watch.next(Duration.ofMillis(100));
            if (heard.filter(wanted::equals).isPresent()) {
                return heard.get();
            }
        }
        throw new AssertionError("not heard: " + wanted);
    }

    @Test
    void eachHearsTheOtherAndNotItself() throws Exception {
        try (RouterWatch one = watch(here, HERE);
                RouterWatch other = watch(there, THERE)) {
            one.advertise();
            assertEquals(new Heard.Advertisement(HERE), await(other, new Heard.Advertisement(HERE)));
            other.solicit();
            await(one, new Heard.Solicitation());
            other.advertise();
            await(one, new Heard.Advertisement(THERE));
        }
    }

    /** A host that follows advertisements learns nothing from ours, above all no way out. */
    @Test
    void noHostTakesUsForADefaultRouter() throws Exception {
        try (RouterWatch one = watch(here, HERE);
                RouterWatch other = watch(there, THERE)) {
            one.advertise();
            await(other, new Heard.Advertisement(HERE));
            assertEquals("", there.output("-6 route show default"));
            assertTrue(there.output("-6 neigh show").contains("fe80::1"), "it knows our address now");
        }
    }
}
