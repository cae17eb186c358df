package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be asked of the IPAM of an external ServiceGroup on behalf of one Service.
 *
 * @param group name of the ServiceGroup
 * @param sharingKey as the Service writes it; empty = it does not share
 */
public record IpamQuery(String group, Wish wish, String sharingKey) {
    /** The two questions the contract knows. */
    public sealed interface Wish {}

    /** Exactly these addresses; at least one. */
    public record Explicit(List<IPAddress> addresses) implements Wish {
        public Explicit {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("a query for no address");
            }
        }
    }

    /** One address of each of these families; at least one family. */
    public record Families(Set<IpFamily> families) implements Wish {
        public Families {
            if (families.isEmpty()) {
                throw new IllegalArgumentException("a query for no family");
            }
            families = Set.copyOf(EnumSet.copyOf(families));
        }
    }
}
