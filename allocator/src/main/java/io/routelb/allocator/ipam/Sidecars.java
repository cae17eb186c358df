package io.routelb.allocator.ipam;

import java.util.Set;
import java.util.function.Consumer;

/** The effects of this package. {@code socket} is the absolute path of a Unix socket. */
public interface Sidecars {
    /** Starts a call and returns at once; {@code then} gets the outcome in the owner's thread, within the call's deadline. */
    void call(String socket, IpamCall call, Consumer<IpamOutcome> then);

    /** Lets go of the connections to all other sockets, once their calls have ended. */
    void keep(Set<String> sockets);
}
