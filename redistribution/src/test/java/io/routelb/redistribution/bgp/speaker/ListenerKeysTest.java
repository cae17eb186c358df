package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.Addresses;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListenerKeysTest {
    private static final SessionPassword ONE = new SessionPassword("one");
    private static final SessionPassword TWO = new SessionPassword("two");

    private static RoutingIntent.Peer on(String link, SessionPassword password) {
        RoutingIntent.Peer like = Lab.peer("fe80::1", 64500, 64512, 179, "fe80::2");
        return new RoutingIntent.Peer(
                "to-" + link,
                Addresses.onLink(Addresses.of("fe80::1"), link),
                like.asn(),
                like.localAsn(),
                like.port(),
                like.source(),
                like.timers(),
                like.ttl(),
                like.families(),
                true,
                PeerOptions.DEFAULT.withPassword(password),
                Map.of());
    }

    @Test
    void oneLinkLocalAddressOnTwoLinksHasOneKey() {
        ListenerKeys same = ListenerKeys.of(List.of(on("eth1", ONE), on("eth2", ONE)), Map.of());
        assertEquals(Map.of(Prefix.of("fe80::1/128"), ONE), same.keys());
        assertEquals(List.of(), same.problems());
        ListenerKeys clash = ListenerKeys.of(List.of(on("eth1", ONE), on("eth2", TWO)), Map.of());
        assertEquals(Map.of(Prefix.of("fe80::1/128"), ONE), clash.keys());
        assertEquals(
                List.of("peers fe80::1%eth1 and fe80::1%eth2 have one address and different passwords:"
                        + " only the first is heard when it dials"),
                clash.problems());
    }
}
