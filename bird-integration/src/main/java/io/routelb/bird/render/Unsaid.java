package io.routelb.bird.render;

import io.routelb.model.IpFamily;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import io.routelb.model.SpeakerOptions;
import java.util.ArrayList;
import java.util.List;

/** What BIRD cannot be told, of one version, so that nobody takes it to be in force. */
final class Unsaid {
    private final BirdVersion version;
    private final List<String> sentences = new ArrayList<>();

    Unsaid(BirdVersion version) {
        this.version = version;
    }

    List<String> sentences() {
        return sentences;
    }

    void of(SpeakerOptions options) {
        if (options.monitor().isPresent()) {
            sentences.add("bmp of the RoutingConfig is not in force: backend BIRD reports to no BMP station");
        }
        if (options.captureDirectory().isPresent()) {
            sentences.add("messages are not captured: backend BIRD does not");
        }
    }

    /** What its kernel protocol does in its own way. */
    void of(LearnedRoutesView learned) {
        if (learned.protocol() != LearnedRoutesView.DEFAULT.protocol()) {
            sentences.add("learnedRoutes.protocol is not in force: BIRD's routes have its own number, 12");
        }
    }

    /** The host's own configuration has the kernel's main table of a family. */
    void taken(IpFamily family) {
        sentences.add("learned routes of " + family.kubernetesName()
                + " are not put in the kernel: a protocol kernel of the host's own configuration is taken to have the main table, and BIRD"
                + " gives a table to one alone; take that protocol away, set learnedRoutes.table to another table, or have a pipe from "
                + Names.table(family) + " to the table of that protocol");
    }

    /** Of a peer without which its session can do; false when it cannot. */
    boolean of(RoutingIntent.Peer peer) {
        PeerOptions options = peer.options();
        if (options.password().filter(Unsaid::isUnwritable).isPresent()) {
            of(peer, "the session is not started: BIRD takes no password with a quotation mark or a line break in it");
            return false;
        }
        options.bfd()
                .flatMap(PeerOptions.Bfd::authentication)
                .ifPresent(key -> of(peer, "BFD is not authenticated: backend BIRD has no key for one session"));
        if (options.role().isPresent() && !hasRoles()) {
            of(peer, "role is not told: BIRD " + version + " has none, 2.0.11 and later do");
        }
        if (options.bfd().isPresent() && !hasBfdOptions()) {
            of(
                    peer,
                    "BFD runs at BIRD's own intervals: BIRD " + version + " has none of a session, 2.0.8 and later do");
        }
        if (options.restart().enabled() && options.restart().notification()) {
            of(peer, "gracefulRestart.notification is not in force: BIRD does not speak RFC 8538");
        }
        if (!peer.timers().delayOpen().isZero()) {
            of(peer, "the OPEN is not delayed: BIRD cannot");
        }
        return true;
    }

    private static boolean isUnwritable(SessionPassword password) {
        return password.text().chars().anyMatch(c -> c == '"' || c == '\n' || c == '\r' || c == 0);
    }

    boolean hasRoles() {
        return !version.isBefore(2, 0, 11);
    }

    boolean hasBfdOptions() {
        return !version.isBefore(2, 0, 8);
    }

    /** Whether it is to be said what a password is for: with 2.17 and 3.1 came TCP-AO, and a warning when nothing is said. */
    boolean hasAuthentication() {
        return !version.isBefore(2, 17, 0) && (version.isBefore(3, 0, 0) || !version.isBefore(3, 1, 0));
    }

    private void of(RoutingIntent.Peer peer, String sentence) {
        sentences.add("BGPPeer " + peer.name() + ": " + sentence);
    }
}
