package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.Import;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.Notification;

/** One peer's paths of one family: how many against how many there may be (RFC 4486 section 4), and since when they are fresh. */
final class FamilyTally {
    private final IpFamily family;
    private int paths;
    private int accepted;
    private int looped;
    private int generation;
    private boolean warned;
    private boolean exceeded;

    FamilyTally(IpFamily family) {
        this.family = family;
    }

    /** Whether there may be one more; if not, {@link #verdict} will say so. */
    boolean allows(Import imports) {
        exceeded = paths >= imports.maxPrefixes();
        return !exceeded;
    }

    IpFamily family() {
        return family;
    }

    /** Whether there may be as many as there are; {@link #verdict} will say so, and if they are many it is news again. */
    boolean recount(Import imports) {
        exceeded = paths > imports.maxPrefixes();
        warned = false;
        return !exceeded;
    }

    boolean isExceeded() {
        return exceeded;
    }

    void added(Route path) {
        paths++;
        accepted += path.accepted() ? 1 : 0;
        looped += path.looped() ? 1 : 0;
    }

    void removed(Route path) {
        paths--;
        accepted -= path.accepted() ? 1 : 0;
        looped -= path.looped() ? 1 : 0;
    }

    int paths() {
        return paths;
    }

    /** Those of them that the policy lets in. */
    int accepted() {
        return accepted;
    }

    /** Those it would let in if we had not had them already. */
    int looped() {
        return looped;
    }

    /** What is told from now on is told as of this; what was told as of less is stale. */
    int generation() {
        return generation;
    }

    void nextGeneration() {
        generation++;
    }

    /** Nothing has been said yet in the new session. */
    void reset() {
        warned = false;
        exceeded = false;
    }

    Verdict verdict(Import imports) {
        if (exceeded) {
            return new Verdict.End(
                    Notification.maximumPrefixes(AfiSafi.unicast(family), imports.maxPrefixes()),
                    "peer tells more than " + imports.maxPrefixes() + " " + family.kubernetesName() + " prefixes",
                    imports.restartAfter());
        }
        boolean above = paths > 0 && (long) paths * 100 >= (long) imports.maxPrefixes() * imports.warnPercent();
        boolean news = above && !warned;
        warned = above;
        return news
                ? new Verdict.Warn("peer tells " + paths + " " + family.kubernetesName() + " prefixes of at most "
                        + imports.maxPrefixes())
                : Verdict.Fine.INSTANCE;
    }
}
