package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import java.util.List;

/** What becomes of one Service. Addresses are in the order of the Service's families, at most one of each. */
public sealed interface Decision {
    /** A decision after which the Service has addresses. */
    sealed interface Holding extends Decision {
        List<IPAddress> addresses();

        Origin origin();

        Verdict verdict();
    }

    /** The addresses stay as they are. A warning says what is wrong without taking anything away. */
    record Keep(List<IPAddress> addresses, Origin origin, Verdict verdict) implements Holding {
        public Keep {
            addresses = List.copyOf(addresses);
        }
    }

    /** The addresses become these. */
    record Assign(List<IPAddress> addresses, Origin origin, Verdict verdict) implements Holding {
        public Assign {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Every trace of ours goes, because the Service no longer asks for an address from us.
     *
     * @param strangers ingress addresses that are not ours and stay
     */
    record Release(List<String> strangers, Verdict verdict) implements Decision {
        public Release {
            strangers = List.copyOf(strangers);
        }
    }

    /** The Service asks for an address and holds none. */
    record Pending(Verdict verdict) implements Decision {}

    /** Another's Service: not looked at further, never written. */
    record NotOurs() implements Decision {}

    /**
     * Where addresses come from, as written on the Service.
     *
     * @param group the ServiceGroup, or several separated by commas
     * @param poolType {@code local} or {@code remote}
     */
    record Origin(String group, String poolType) {}
}
