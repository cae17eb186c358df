package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceView;
import io.routelb.node.elect.Outcome.Carried;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The annotations {@code purelb.io/announcing-IPv4} and {@code -IPv6}: space-separated {@code node,interface,ip}. They tell people who
 * announces an address; nothing is decided by them. Each node writes what it carries, over whatever others left there for the same
 * address, and takes away what it no longer carries. Pure; {@code ServiceWriter} sends the difference.
 */
public final class Announcements {
    private Announcements() {}

    /** The Service as it should be as far as this node is concerned; the same instance when it is. */
    public static ServiceView of(ServiceView service, String node, Map<IPAddress, Carried> carry) {
        Map<String, String> annotations = new HashMap<>(service.annotations());
        set(annotations, Annotations.ANNOUNCING_IPV4, IpFamily.IPV4, service, node, carry);
        set(annotations, Annotations.ANNOUNCING_IPV6, IpFamily.IPV6, service, node, carry);
        return annotations.equals(service.annotations())
                ? service
                : service.with(
                        service.resourceVersion(),
                        annotations,
                        service.finalizers(),
                        service.ingress(),
                        service.conditions());
    }

    private static void set(
            Map<String, String> annotations,
            String name,
            IpFamily family,
            ServiceView service,
            String node,
            Map<IPAddress, Carried> carry) {
        List<String> entries = new ArrayList<>();
        for (String entry : service.annotation(name).split(" ", -1)) {
            if (!entry.isEmpty() && !entry.startsWith(node + ",") && !isOfOneCarried(entry, carry)) {
                entries.add(entry);
            }
        }
        carry.forEach((address, carried) -> {
            if (IpFamily.of(address) == family && carried.address().services().contains(service.key())) {
                entries.add(node + "," + carried.networkInterface() + "," + address.toCanonicalString());
            }
        });
        if (entries.isEmpty()) {
            annotations.remove(name);
        } else if (!sameEntries(service.annotation(name), entries)) {
            annotations.put(name, String.join(" ", entries));
        }
    }

    private static boolean sameEntries(String written, List<String> entries) {
        return Arrays.stream(written.split(" ", -1))
                .sorted()
                .toList()
                .equals(entries.stream().sorted().toList());
    }

    private static boolean isOfOneCarried(String entry, Map<IPAddress, Carried> carry) {
        return address(entry.substring(entry.lastIndexOf(',') + 1))
                .filter(carry::containsKey)
                .isPresent();
    }

    private static Optional<IPAddress> address(String text) {
        try {
            return Optional.of(Addresses.parse(text));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }
}
