package io.routelb.redistribution.bgp.session;

import io.routelb.model.IpFamily;
import java.util.Set;

/**
 * We have restarted, and peers may have kept our routes (RFC 4724 section 4.1).
 *
 * @param forwarding families whose packets were forwarded all the while, to the routes we will tell again
 */
public record Comeback(Set<IpFamily> forwarding) {
    public Comeback {
        forwarding = Set.copyOf(forwarding);
    }
}
