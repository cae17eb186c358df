package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import java.util.List;

/** What becomes of one Service. Addresses are in the order of the Service's families. */
public sealed interface Decision {
    /** A decision after which the Service has addresses. */
    sealed interface Holding extends Decision, Meanwhile {
        List<IPAddress> addresses();

        /** Old addresses that are still shown, after the others, while the world learns of the new ones. */
        List<IPAddress> leaving();

        Origin origin();

        @Override
        Verdict verdict();
    }

    /** How a Service stands while an IPAM is asked. */
    sealed interface Meanwhile extends Decision {
        Verdict verdict();
    }

    /** The addresses stay as they are. A warning says what is wrong without taking anything away. */
    record Keep(List<IPAddress> addresses, Origin origin, Verdict verdict) implements Holding {
        public Keep {
            addresses = List.copyOf(addresses);
        }

        @Override
        public List<IPAddress> leaving() {
            return List.of();
        }
    }

    /**
     * The addresses become these.
     *
     * @param notes told once beside the verdict
     */
    record Assign(
            List<IPAddress> addresses, List<IPAddress> leaving, Origin origin, Verdict verdict, List<Verdict> notes)
            implements Holding {
        public Assign {
            addresses = List.copyOf(addresses);
            leaving = List.copyOf(leaving);
            notes = List.copyOf(notes);
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
    record Pending(Verdict verdict) implements Meanwhile {}

    /**
     * The IPAM of an external group has to be asked, or asked again: its last answer, if any, did not do. When to ask again is for the
     * caller to know.
     *
     * @param meanwhile how the Service stands until a useful answer comes
     */
    record AskIpam(IpamQuery query, Meanwhile meanwhile) implements Decision {
        public Verdict verdict() {
            return meanwhile.verdict();
        }
    }

    /** Another's Service: not looked at further, never written. */
    record NotOurs() implements Decision {}

    /**
     * Where addresses come from, as written on the Service.
     *
     * @param group the ServiceGroup, or several separated by commas
     * @param poolType {@code local} or {@code remote}
     * @param skipIpv6Dad whether agents are told to skip duplicate address detection
     */
    record Origin(String group, String poolType, boolean skipIpv6Dad) {}
}
