package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import java.util.Optional;

/** Something an IPAM is to be told about one Service. {@code socket} is the absolute path it answers on. */
public sealed interface IpamTask {
    ObjectKey service();

    String group();

    String socket();

    /**
     * To be asked, and asked again while the plan says so.
     *
     * @param holdsNone whether nothing of this IPAM is in use on the Service, so that all may be returned
     */
    record Ask(ObjectKey service, IpamQuery query, String socket, boolean holdsNone) implements IpamTask {
        @Override
        public String group() {
            return query.group();
        }
    }

    /** An address nobody shows any more is to be returned; empty = all the Service has of the group. */
    record Return(ObjectKey service, String group, String socket, Optional<IPAddress> address) implements IpamTask {}
}
