package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.List;

/** A Service's cluster IPs as addresses. Pure. */
public final class ClusterIps {
    private ClusterIps() {}

    /** What the API server would not have given is left out. */
    public static List<IPAddress> of(ServiceView service) {
        List<IPAddress> addresses = new ArrayList<>();
        for (String text : service.exposure().clusterIPs()) {
            try {
                addresses.add(Addresses.parse(text));
            } catch (InvalidValueException e) {
                return addresses; // no address, nothing to announce
            }
        }
        return addresses;
    }
}
