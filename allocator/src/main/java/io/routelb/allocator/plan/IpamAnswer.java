package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import java.util.List;

/** The last answer of an IPAM to a query. An answer to another query than the one the plan asks now counts as none. */
public sealed interface IpamAnswer {
    IpamQuery query();

    /** The IPAM gave these addresses to the Service; the plan takes or returns each ({@link AllocationPlan#returned}). */
    record Given(IpamQuery query, List<IPAddress> addresses) implements IpamAnswer {
        public Given {
            addresses = List.copyOf(addresses);
        }
    }

    /** The IPAM said no, or cannot be reached; {@code message} says which in words fit for an event. */
    record Refused(IpamQuery query, String message) implements IpamAnswer {}
}
