package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What those who dial us have to sign with. The kernel knows no zones here: neighbours on several links with one link-local address
 * need one password.
 *
 * @param problems sentences about neighbours who have not
 */
record ListenerKeys(Map<Prefix, SessionPassword> keys, List<String> problems) {
    ListenerKeys {
        keys = Map.copyOf(keys);
        problems = List.copyOf(problems);
    }

    /** Of the peers with a name, which come before ranges of others. */
    static ListenerKeys of(List<RoutingIntent.Peer> peers, Map<Prefix, SessionPassword> ranges) {
        Map<Prefix, SessionPassword> keys = new HashMap<>(ranges);
        Map<IPAddress, RoutingIntent.Peer> first = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (RoutingIntent.Peer peer : peers) {
            IPAddress address = Addresses.withoutLink(peer.address().withoutPrefixLength());
            RoutingIntent.Peer earlier = first.putIfAbsent(address, peer);
            Optional<SessionPassword> password = peer.options().password();
            if (earlier != null && !earlier.options().password().equals(password)) {
                problems.add("peers " + earlier.address() + " and " + peer.address()
                        + " have one address and different passwords: only the first is heard when it dials");
            } else {
                password.ifPresent(each -> keys.put(Prefix.host(address), each));
            }
        }
        return new ListenerKeys(keys, problems);
    }
}
