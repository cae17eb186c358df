package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whom a speaker that has started waits for, all families together. One that comes after another chooses among learned routes only then (RFC
 * 4724 section 4.1): a choice among half of them would replace better ones that peers and the kernel have kept. Our own routes need no
 * choice and wait for nobody. Pure; whoever owns it ends it when the Selection_Deferral_Timer runs out.
 */
public final class Deferral {
    private final LocRib loc;
    private final Map<IPAddress, Set<IpFamily>> awaited = new HashMap<>();
    private boolean pending;

    Deferral(LocRib loc) {
        this.loc = loc;
    }

    /** Waits until each of them has told everything. Before any of them has; {@code choiceToo}: until then nothing is chosen. */
    public void begin(Collection<IPAddress> peers, boolean choiceToo) {
        pending = true;
        if (choiceToo) {
            loc.defer();
        }
        peers.forEach(peer -> awaited.put(peer, EnumSet.allOf(IpFamily.class)));
        endIfAllHaveTold();
    }

    /** The peers there are; others are not waited for. */
    public void among(Set<IPAddress> peers) {
        awaited.keySet().retainAll(new HashSet<>(peers));
        endIfAllHaveTold();
    }

    /**
     * A session with the peer is established.
     *
     * @param tells whether it will say when it has told everything: one that knows nothing of restarts need not, and one that has
     *     restarted itself waits for us
     */
    public void up(IPAddress peer, Set<IpFamily> families, boolean tells) {
        if (!pending) {
            return;
        }
        if (tells && !families.isEmpty()) {
            awaited.put(peer, EnumSet.copyOf(families));
        } else {
            awaited.remove(peer);
        }
        endIfAllHaveTold();
    }

    /** The peer has told everything of the family. */
    public void toldAll(IPAddress peer, IpFamily family) {
        Set<IpFamily> families = awaited.get(peer);
        if (families != null && families.remove(family) && families.isEmpty()) {
            awaited.remove(peer);
        }
        endIfAllHaveTold();
    }

    /** Whether somebody is waited for. */
    public boolean isPending() {
        return pending;
    }

    private void endIfAllHaveTold() {
        if (pending && awaited.isEmpty()) {
            end();
        }
    }

    /** It is chosen among what is known now. */
    public void end() {
        pending = false;
        awaited.clear();
        loc.choose();
    }
}
