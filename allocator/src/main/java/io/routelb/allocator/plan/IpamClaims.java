package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceView;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What external IPAMs may have on record for a Service, written on the Service itself before the first is asked, so that no crash
 * and no deleted ServiceGroup loses a release. While there is one, {@link #FINALIZER} keeps the Service. Text: claims separated by
 * spaces, each {@code GROUP=ADDRESS,ADDRESS?WISH@SOCKET}; addresses and wish may be absent. A wish is {@code 4}, {@code 6}, {@code 46}
 * or addresses.
 *
 * @param byGroup by name of the ServiceGroup, in the order they were made
 */
public record IpamClaims(SequencedMap<String, Claim> byGroup) {
    /** Keeps a Service until every IPAM has taken back what it gave. */
    public static final String FINALIZER = "routelb.io/external-ipam";

    public static final IpamClaims NONE = new IpamClaims(new LinkedHashMap<>());

    /** The annotation can be written by anybody who may write the Service; we write far less. */
    private static final int MOST_CLAIMS = 16;

    private static final int MOST_ADDRESSES = 64;

    /**
     * One IPAM's record of the Service.
     *
     * @param socket where the IPAM answered when it was first asked
     * @param addresses those we know it gave and have not returned
     * @param open what it may have been asked for and not have answered: whether it gave something is not known
     */
    public record Claim(String socket, SequencedSet<IPAddress> addresses, Optional<IpamQuery.Wish> open) {
        public Claim {
            addresses = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(addresses));
        }

        Claim with(Collection<IPAddress> more) {
            SequencedSet<IPAddress> both = new LinkedHashSet<>(addresses);
            both.addAll(more);
            return new Claim(socket, both, open);
        }

        Claim without(Collection<IPAddress> fewer) {
            SequencedSet<IPAddress> rest = new LinkedHashSet<>(addresses);
            rest.removeAll(fewer);
            return new Claim(socket, rest, open);
        }

        Claim open(Optional<IpamQuery.Wish> wish) {
            return new Claim(socket, addresses, wish);
        }
    }

    public IpamClaims {
        byGroup = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byGroup));
    }

    public boolean isEmpty() {
        return byGroup.isEmpty();
    }

    /** Whether the Service carries a trace of this. */
    static boolean areOn(ServiceView service) {
        return service.finalizers().contains(FINALIZER)
                || !service.annotation(Annotations.IPAM_CLAIMS).isEmpty();
    }

    /** Whether what is written cannot be lost: the finalizer holds. */
    static boolean areSafe(ServiceView service) {
        return service.finalizers().contains(FINALIZER);
    }

    /** What is written on the Service; what somebody else made unreadable is left out. */
    static IpamClaims of(ServiceView service) {
        String text = service.annotation(Annotations.IPAM_CLAIMS);
        if (text.isEmpty()) {
            return NONE;
        }
        SequencedMap<String, Claim> claims = new LinkedHashMap<>();
        for (String part : text.split(" ", MOST_CLAIMS + 1)) {
            int at = part.indexOf('@');
            if (at < 0 || claims.size() == MOST_CLAIMS) {
                continue;
            }
            String[] wish = part.substring(0, at).split("\\?", 2);
            String[] names = wish[0].split("=", 2);
            String socket = part.substring(at + 1);
            if (isPath(socket) && !names[0].isEmpty() && names[0].length() <= 253) {
                claims.put(
                        names[0],
                        new Claim(
                                socket,
                                addresses(names.length == 2 ? names[1] : ""),
                                wish.length == 2 ? wish(wish[1]) : Optional.empty()));
            }
        }
        return new IpamClaims(claims);
    }

    /** Whether a socket can be at that path and be written here: absolute, without blanks, at most 107 bytes (sun_path, unix(7)). */
    static boolean isPath(String socket) {
        return socket.matches("/[^\\p{Cntrl}\\s]{1,106}")
                && socket.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 107;
    }

    String text() {
        return byGroup.entrySet().stream()
                .map(entry -> entry.getKey()
                        + shown(entry.getValue().addresses())
                        + entry.getValue().open().map(IpamClaims::shown).orElse("")
                        + "@"
                        + entry.getValue().socket())
                .collect(Collectors.joining(" "));
    }

    Optional<Claim> on(String group) {
        return Optional.ofNullable(byGroup.get(group));
    }

    private static String shown(Collection<IPAddress> addresses) {
        return addresses.isEmpty()
                ? ""
                : addresses.stream().map(IPAddress::toCanonicalString).collect(Collectors.joining(",", "=", ""));
    }

    private static String shown(IpamQuery.Wish wish) {
        return switch (wish) {
            case IpamQuery.Explicit explicit ->
                "?" + shown(explicit.addresses()).substring(1);
            case IpamQuery.Families families ->
                "?" + (families.families().contains(IpFamily.IPV4) ? "4" : "")
                        + (families.families().contains(IpFamily.IPV6) ? "6" : "");
        };
    }

    private static Optional<IpamQuery.Wish> wish(String text) {
        return switch (text) {
            case "4" -> Optional.of(new IpamQuery.Families(Set.of(IpFamily.IPV4)));
            case "6" -> Optional.of(new IpamQuery.Families(Set.of(IpFamily.IPV6)));
            case "46" -> Optional.of(new IpamQuery.Families(Set.of(IpFamily.IPV4, IpFamily.IPV6)));
            default ->
                Optional.of(addresses(text))
                        .filter(addresses -> !addresses.isEmpty())
                        .map(addresses -> new IpamQuery.Explicit(List.copyOf(addresses)));
        };
    }

    private static SequencedSet<IPAddress> addresses(String text) {
        SequencedSet<IPAddress> addresses = new LinkedHashSet<>();
        for (String part : text.split(",", MOST_ADDRESSES + 1)) {
            if (part.isEmpty() || addresses.size() == MOST_ADDRESSES) {
                continue;
            }
            try {
                addresses.add(Addresses.parse(part));
            } catch (InvalidValueException e) {
                // Somebody else's hand. All of the Service's addresses are returned in the end, this one among them.
            }
        }
        return addresses;
    }
}
