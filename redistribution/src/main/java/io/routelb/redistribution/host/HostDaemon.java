package io.routelb.redistribution.host;

import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingStatus;
import java.util.List;

/** A routing daemon of the host, as {@link HostBackend} sees it. Its methods are called by one thread, and may wait for the daemon's answers. */
public interface HostDaemon {
    /**
     * What the daemon is, and what became of the intent.
     *
     * @param peers its sessions with peers of ours
     * @param problems sentences for people, of what is not as the intent has it
     * @param inForce the daemon has the intent
     */
    record Found(List<RoutingStatus.Peer> peers, List<String> problems, boolean inForce) {
        public Found {
            peers = List.copyOf(peers);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Makes the intent true where it is not, and looks what has become of the daemon and its sessions.
     *
     * @param number of the intent, for {@link RoutingStatus.Told}
     */
    Found look(RoutingIntent intent, long number);

    /** Takes back what is ours, be it of this process or of one before. */
    void leave();
}
