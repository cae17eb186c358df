package io.routelb.allocator.ipam;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.plan.IpamQuery;
import io.routelb.model.ObjectKey;
import java.util.Optional;

/** One call of the contract. {@code pool} is the name of the ServiceGroup. */
public sealed interface IpamCall {
    String pool();

    /** Name of the method, as in metrics and messages. */
    String method();

    /** Asks for addresses; repeated, it changes nothing. */
    record Allocate(ObjectKey service, IpamQuery query) implements IpamCall {
        @Override
        public String pool() {
            return query.group();
        }

        @Override
        public String method() {
            return "Allocate";
        }
    }

    /** Gives an address back, or all the Service has from the pool; repeated, it changes nothing. */
    record Release(String pool, ObjectKey service, Optional<IPAddress> address) implements IpamCall {
        @Override
        public String method() {
            return "Release";
        }
    }

    /** Asks how full the pool is. */
    record Stats(String pool) implements IpamCall {
        @Override
        public String method() {
            return "Stats";
        }
    }
}
