package io.routelb.frr.render;

import io.routelb.model.Asn;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import io.routelb.model.SpeakerOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What FRR cannot be told, so that nobody takes it to be in force. */
final class Unsaid {
    /** Characters a command may have (FRR {@code lib/vty.h}, VTY_BUFSIZ), less the NUL byte. */
    static final int LONGEST = 4_095;

    private final Set<String> sentences = new LinkedHashSet<>();

    List<String> sentences() {
        return new ArrayList<>(sentences);
    }

    void of(RoutingIntent.Peer peer, String sentence) {
        sentences.add("BGPPeer " + peer.name() + ": " + sentence);
    }

    void of(String sentence) {
        sentences.add(sentence);
    }

    void of(SpeakerOptions options) {
        if (options.monitor().isPresent()) {
            of("bmp of the RoutingConfig is not in force: backend FRR reports to no BMP station");
        }
        if (options.captureDirectory().isPresent()) {
            of("messages are not captured: backend FRR does not");
        }
    }

    /** What of learned routes it does in its own way. {@code guest}: in a bgpd that the host has for itself, too. */
    void of(LearnedRoutesView learned, boolean guest) {
        LearnedRoutesView usual = LearnedRoutesView.DEFAULT;
        if (learned.protocol() != usual.protocol()) {
            of("learnedRoutes.protocol is not in force: FRR's routes have its own number, 186");
        }
        if (learned.metric() != usual.metric()) {
            of("learnedRoutes.metric is not in force: FRR's routes have its own, 20");
        }
        if (learned.install() && learned.maxPrefixes() != usual.maxPrefixes()) {
            of("learnedRoutes.maxPrefixes is not in force: FRR has a limit for each peer alone, import.maxPrefixes");
        }
        if (guest && !learned.multipath()) {
            of(
                    "learnedRoutes.multipath is not in force: the host's own router bgp says how many paths are used together");
        }
    }

    /** Of a peer; false when its session cannot do without. {@code router}: the AS of {@code router bgp}. */
    boolean of(RoutingIntent.Peer peer, Asn router) {
        PeerOptions options = peer.options();
        if (peer.isInternal() && !peer.localAsn().equals(router)) {
            of(
                    peer,
                    "the session is not started: FRR is inside one AS alone, and that is " + router
                            + ", localASN of the RoutingConfig");
            return false;
        }
        if (options.password().filter(Unsaid::isUnwritable).isPresent()) {
            of(peer, "the session is not started: FRR takes no password with a blank or a control character in it");
            return false;
        }
        options.bfd().ifPresent(bfd -> {
            bfd.authentication().ifPresent(key -> of(peer, "BFD is not authenticated: FRR's has no keys"));
            if (bfd.multihop()
                    && options.ttlSecurityHops().isEmpty()
                    && peer.ttl().orElse(1) == 1
                    && !peer.isInternal()) {
                of(peer, "BFD is single-hop: FRR decides by the session's TTL, which is 1");
            }
        });
        if (options.restart().enabled() && !options.restart().longLivedStale().isZero()) {
            of(peer, "longLivedStaleTime is not in force for one session: FRR has it for all");
        }
        return true;
    }

    private static boolean isUnwritable(SessionPassword password) {
        return password.text().chars().anyMatch(c -> c <= ' ' || c == '?' || c == 127);
    }
}
