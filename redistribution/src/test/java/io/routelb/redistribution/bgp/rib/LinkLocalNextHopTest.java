package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.Net;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What link-local next hops mean here: RFC 2545 section 3 and what routers make of it. */
class LinkLocalNextHopTest {
    private static AttributeSet via(String hops) {
        List<IPAddress> parsed =
                Arrays.stream(hops.split(" ")).map(Addresses::of).toList();
        return new AttributeSet(parsed, Ribs.attributes());
    }

    private static ImportPolicy policy(String link) {
        return new ImportPolicy(
                Ribs.external("192.0.2.1"),
                new Asn(Ribs.OUR_ASN),
                Ribs.OUR_ID,
                Ribs.OUR_ID,
                Ribs.accepting(10),
                Optional.of(link).filter(each -> !each.isEmpty()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
        global and link-local,                  eth1, 2001:db8::1 fe80::1,     2001:db8::1 fe80::1%eth1
        link-local alone,                       eth1, fe80::1,                 fe80::1%eth1
        link-local behind nothing,              eth1, :: fe80::1,              fe80::1%eth1
        link-local twice,                       eth1, fe80::1 fe80::1,         fe80::1%eth1
        a second one that is not link-local,    eth1, 2001:db8::1 2001:db8::2, 2001:db8::1
        from farther away: the global one,      '',   2001:db8::1 fe80::1,     2001:db8::1
        from farther away: nothing to go by,    '',   fe80::1,                 ''
        nothing but nothing,                    eth1, ::,                      ''
        IPv4,                                   eth1, 192.0.2.1,               192.0.2.1
        IPv4 link-local is like any other,      eth1, 169.254.0.1,             169.254.0.1
        """)
    void aLinkLocalNextHopIsKeptWithItsInterface(String what, String link, String told, String kept) {
        AttributeSet judged = policy(link).judge(via(told));
        assertEquals(kept, judged.nextHops().stream().map(IPAddress::toString).collect(Collectors.joining(" ")));
        assertEquals(judged.nextHops(), policy(link).judge(judged).nextHops(), "judged again");
        if (!kept.isEmpty()) {
            assertEquals(
                    kept.substring(kept.lastIndexOf(' ') + 1),
                    judged.forwarding().toString());
        }
    }

    @Test
    void aRouteThatIsReachedByLinkLocalAloneIsNotReflected() {
        AttributeSet alone = policy("eth1").judge(via("fe80::1"));
        AttributeSet both = policy("eth1").judge(via("2001:db8::1 fe80::1"));
        Net net = Net.of(Prefix.of("2001:db8:5::/48"));
        Source client = Ribs.internal("192.0.2.1", PeerKind.CLIENT);
        ExportPolicy other = Ribs.exports(PeerKind.CLIENT);
        assertTrue(other.learned(new Route(net, client, 0, alone)).isEmpty());
        assertEquals(
                Addresses.of("2001:db8::1"),
                other.learned(new Route(net, client, 0, both)).orElseThrow().nextHop());
    }
}
