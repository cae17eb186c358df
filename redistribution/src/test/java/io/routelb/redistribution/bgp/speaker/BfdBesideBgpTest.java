package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bfd.speaker.Loopback.A;
import static io.routelb.redistribution.bfd.speaker.Loopback.B;
import static io.routelb.redistribution.bfd.speaker.Loopback.NOBODY;
import static io.routelb.redistribution.bfd.speaker.Loopback.every;
import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.established;
import static io.routelb.redistribution.bgp.speaker.Lab.intent;
import static io.routelb.redistribution.bgp.speaker.Lab.only;
import static io.routelb.redistribution.bgp.speaker.Lab.passive;
import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static io.routelb.redistribution.bgp.speaker.Lab.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.Bfd;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.redistribution.bfd.speaker.BfdPeer;
import io.routelb.redistribution.bfd.speaker.BfdSpeaker;
import io.routelb.redistribution.bfd.speaker.Loopback;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 5882: what BFD says about the path counts for the session. At B, BFD is on its own, so that it can fail alone. */
class BfdBesideBgpTest {
    private static final int A_PORT = 27_921;
    private static final int B_PORT = 27_922;

    private final Loopback loopback = new Loopback();
    private final NativeBackend a = new NativeBackend();
    private final NativeBackend b = new NativeBackend();
    private final BfdSpeaker bfdOfB = new BfdSpeaker(loopback::freeze);

    @AfterEach
    void closeAll() {
        loopback.thaw();
        bfdOfB.close();
        a.close();
        b.close();
    }

    private void applyAtA(Optional<Bfd> bfd) {
        PeerOptions options = bfd.map(PeerOptions.DEFAULT::withBfd).orElse(PeerOptions.DEFAULT);
        a.apply(intent(
                64512,
                "10.0.0.1",
                A_PORT,
                List.of(peer(B, 65010, 64512, B_PORT, A).withOptions(options)),
                routes("198.51.100.10/32")));
    }

    private static BfdPeer watched(String address) {
        return new BfdPeer(Addresses.of(address), Optional.of(Addresses.of(B)), every(50));
    }

    private static String bfd(NativeBackend backend) {
        return only(backend).bfd().map(each -> each.state()).orElse("none");
    }

    private void connect() {
        applyAtA(Optional.of(every(50)));
        b.apply(intent(65010, "10.0.0.2", B_PORT, List.of(peer(A, 64512, 65010, A_PORT, B)), Set.of()));
        await("BGP without BFD at the other end", () -> established(a) && established(b));
        await("BFD that never was Up takes nothing down", () -> bfd(a).equals("Down") && established(a));
        bfdOfB.apply(List.of(watched(A), watched(NOBODY)));
        await("BFD is Up", () -> bfd(a).equals("Up"));
    }

    @Test
    void theLossOfThePathEndsTheSessionAtOnceWithBothSidesToldWhyAndItComesBack() {
        connect();
        bfdOfB.apply(List.of(watched(A)));
        await("B is told by BGP", () -> only(b).lastError().equals("peer closed: Cease/BFD Down (6/10)"));
        await(
                "A shows why",
                () -> only(a).lastError()
                        .equals(
                                "BFD lost the path to the peer: Control Detection Time Expired (1); Cease/BFD Down (6/10)"));
        assertEquals(1, only(a).flaps());
        await("BGP does not wait for BFD to come back", () -> established(a) && established(b));
        loopback.thaw();
        await("BFD is Up again", () -> bfd(a).equals("Up"));
        assertEquals(1, only(a).flaps());
    }

    /** A takes B for somebody from 127.0.0.0/8 who is not named. */
    private void guestsAtA() {
        RoutingIntent.Peer anybody =
                passive(peer("127.0.0.0", 65010, 64512, B_PORT, A)).withOptions(PeerOptions.DEFAULT.withBfd(every(50)));
        RoutingIntent base = intent(64512, "10.0.0.1", A_PORT, List.of(), Set.of());
        a.apply(new RoutingIntent(
                base.localAsn(),
                base.routerId(),
                A_PORT,
                List.of(),
                new SpeakerOptions(
                        List.of(new DynamicPeers(Prefix.of("127.0.0.0/8"), anybody, 3)),
                        Optional.empty(),
                        Optional.empty(),
                        base.options().bestPath())));
    }

    @Test
    void aNeighbourByPrefixIsWatchedWhileItIsThereAndLostAtOnce() {
        guestsAtA();
        bfdOfB.apply(List.of(watched(A), watched(NOBODY)));
        b.apply(intent(65010, "10.0.0.2", B_PORT, List.of(peer(A, 64512, 65010, A_PORT, B)), Set.of()));
        await("BFD is Up beside BGP", () -> guestIs("Up"));
        bfdOfB.apply(List.of(watched(A)));
        await("B is told by BGP", () -> only(b).lastError().equals("peer closed: Cease/BFD Down (6/10)"));
        await("B comes again, BGP first", () -> guestIs("Down"));
        loopback.thaw();
        await("BFD is Up again", () -> guestIs("Up"));
        b.apply(intent(65010, "10.0.0.2", B_PORT, List.of(), Set.of()));
        await("who leaves is not watched any more", () -> a.status().peers().isEmpty());
    }

    private boolean guestIs(String state) {
        return a.status().peers().stream()
                .anyMatch(each -> each.state().equals("Established")
                        && each.bfd().stream().anyMatch(path -> path.state().equals(state)));
    }

    @Test
    void otherIntervalsNoBfdAndBfdAgainNeverResetTheSession() {
        connect();
        applyAtA(Optional.of(every(90)));
        await(
                "the new interval shows",
                () -> only(a).bfd().stream().anyMatch(each -> each.transmit().toMillis() == 90));
        applyAtA(Optional.empty());
        await("BFD is gone", () -> bfd(a).equals("none"));
        applyAtA(Optional.of(every(50)));
        await("BFD is Up again", () -> bfd(a).equals("Up"));
        loopback.thaw(); // B's thread is to say farewell to A, whichever of both it takes leave of first
        bfdOfB.apply(List.of());
        await("B has ended BFD", () -> bfd(a).equals("Down"));
        assertTrue(established(a), only(a).toString());
        assertEquals(0, only(a).flaps());
    }
}
